package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.faults.Breach.Invariant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The check of the fault tests themselves: classic mistakes are made in the product on purpose, and the
 * checker must see it; and without the mistake it must see nothing.
 */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class MutantsIT {
    private final Lab lab;
    private final Seed seed = Seed.of(this);

    MutantsIT(Lab lab) {
        this.lab = lab;
    }

    private interface Scenario {
        List<Breach> run(Scenarios scenarios) throws Exception;
    }

    /** What is done wrong, and what must be seen of it. */
    enum Mistake {
        ANSWER_BEFORE_PUT(
                Invariant.I1,
                Scenarios::deathBeforeThePutArrives,
                new Mutant(
                        "collect/GroupCommit.java",
                        "            Failpoint.BEFORE_RAW_PUT.hit();\n",
                        "            tell(segment, Segment.Place::succeed);\n")),
        ADD_WHAT_WAS_SENT(
                Invariant.I3,
                Scenarios::repeatedMessages,
                new Mutant(
                        "ledger/SegmentLoader.java",
                        "        EventRows.count(connection, messages);\n",
                        "        EventRows.count(connection, messages);\n"
                                + "        Rollup.of(messages.duplicates().stream().map(d -> d.event()).toList())"
                                + ".add(connection);\n"));

        private final Invariant seen;
        private final Scenario scenario;
        private final Mutant mutant;

        Mistake(Invariant seen, Scenario scenario, Mutant mutant) {
            this.seen = seen;
            this.scenario = scenario;
            this.mutant = mutant;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_mistake_is_seen(Mistake mistake) throws Exception {
        try (Bed bed = lab.bed("mutant-" + mistake.ordinal())) {
            Scenarios scenarios = new Scenarios(bed, seed, Optional.of(mistake.mutant.compile(bed.folder())));

            assertThat(mistake.scenario.run(scenarios))
                    .as("what the checker sees of " + mistake + ", " + seed)
                    .extracting(Breach::invariant)
                    .contains(mistake.seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_the_mistake_nothing_is_seen(Mistake mistake) throws Exception {
        try (Bed bed = lab.bed("whole-" + mistake.ordinal())) {
            assertThat(mistake.scenario.run(new Scenarios(bed, seed)))
                    .as(mistake + ", " + seed)
                    .isEmpty();
        }
    }
}
