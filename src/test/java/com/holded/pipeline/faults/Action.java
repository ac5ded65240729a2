package com.holded.pipeline.faults;

import java.util.Arrays;
import java.util.Random;

/** What may happen in a random play, and how often in relation to the others. */
enum Action {
    SEND(30, (stage, random) -> stage.send(stage.mail().fresh(random))),
    SEND_BAD(6, (stage, random) -> stage.send(stage.mail().partlyBad(random))),
    SEND_OUTDATED(
            5, (stage, random) -> stage.send(stage.mail().outdatedBy(stage.contract() + random.nextInt(2), random))),
    SEND_AGAIN(10, (stage, random) -> stage.send(stage.mail().again(random))),
    SEND_CHANGED(5, (stage, random) -> stage.send(stage.mail().changed(random))),
    RUN(6, (stage, random) -> stage.startPipeline()),
    RUN_INTO_DEATH(4, Stage::startDoomedPipeline),
    STOP(3, (stage, random) -> stage.stopRun()),
    PAUSE(3, Stage::pausePipeline),
    KILL_PIPELINE(3, Stage::killPipeline),
    KILL_COLLECTOR(3, Stage::killCollector),
    BREAK_STORAGE(4, Stage::breakStorage),
    BREAK_DATABASE(4, Stage::breakDatabase),
    BREAK_REGISTRY(3, Stage::breakRegistry),
    CRASH_DATABASE(1, (stage, random) -> stage.crashDatabase()),
    HEAL(8, (stage, random) -> stage.heal()),
    UPGRADE_SCHEMA(2, (stage, random) -> stage.upgradeSchema()),
    REPORT(6, (stage, random) -> stage.report()),
    CHECK(1, (stage, random) -> stage.check());

    private static final int ALL =
            Arrays.stream(values()).mapToInt(action -> action.weight).sum();

    private final int weight;
    private final Deed deed;

    Action(int weight, Deed deed) {
        this.weight = weight;
        this.deed = deed;
    }

    /** One of them, by chance. */
    static Action draw(Random random) {
        int left = random.nextInt(ALL);
        for (Action action : values()) {
            left -= action.weight;
            if (left < 0) {
                return action;
            }
        }
        throw new AssertionError("the weights do not add up");
    }

    /** Lets it happen; what it chooses it draws from {@code random}. Does nothing where there is nothing to do it to. */
    void happen(Stage stage, Random random) throws Exception {
        deed.happen(stage, random);
    }

    private interface Deed {
        void happen(Stage stage, Random random) throws Exception;
    }
}
