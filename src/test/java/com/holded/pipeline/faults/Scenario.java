package com.holded.pipeline.faults;

import java.util.List;

/** Faults that the product survives, and of its mutants at least one does not. */
enum Scenario {
    DEATH_BEFORE_THE_PUT_ARRIVES(Scenarios::deathBeforeThePutArrives),
    REPEATED_MESSAGES(Scenarios::repeatedMessages),
    ZOMBIE_BEFORE_ITS_HEIR(Scenarios::zombieBeforeItsHeir),
    LOADED_BEFORE_ITS_PUT_IS_UNKNOWN(Scenarios::loadedBeforeItsPutIsUnknown),
    RIVAL_WITH_SKEWED_CLOCK(Scenarios::rivalWithSkewedClock);

    private final Play play;

    Scenario(Play play) {
        this.play = play;
    }

    /** All that is broken when it is over. */
    List<Breach> play(Scenarios scenarios) throws Exception {
        return play.play(scenarios);
    }

    private interface Play {
        List<Breach> play(Scenarios scenarios) throws Exception;
    }
}
