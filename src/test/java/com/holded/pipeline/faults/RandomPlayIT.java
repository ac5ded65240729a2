package com.holded.pipeline.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything at once: actions that a seed draws, on real parts, with a map for a model. The seed says what happens in which
 * order; how far the processes have come by then it does not say, so a play that failed may have to be repeated a few times.
 */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class RandomPlayIT {
    private static final Logger LOG = LoggerFactory.getLogger(RandomPlayIT.class);
    /** System property: how many actions; 250 took 69 s. */
    private static final String ACTIONS = "faults.actions";

    /** Then the stage is cleared: what is checked grows with what was sent. */
    private static final int MOST_OF_A_PLAY = 250;

    private final Lab lab;

    RandomPlayIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void whatever_happens_in_whatever_order_each_message_counts_once() throws Exception {
        Seed first = Seed.of(this);
        int left = Integer.getInteger(ACTIONS, MOST_OF_A_PLAY);
        for (int play = 0; left > 0; play++, left -= MOST_OF_A_PLAY) {
            play(new Seed(first.value() + play), Math.min(left, MOST_OF_A_PLAY));
        }
    }

    private void play(Seed seed, int actions) throws Exception {
        LOG.info("{} actions: {}", actions, seed);
        Random script = seed.random();
        Bed bed = lab.bed("play");
        Path log = bed.folder().resolve("play.log");
        try (Stage stage = new Stage(bed, seed)) {
            for (int number = 1; number <= actions; number++) {
                Action action = Action.draw(script);
                Random own = new Random(script.nextLong());
                long begun = System.nanoTime();
                Files.writeString(log, number + " " + action, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                action.happen(stage, own);
                Files.writeString(
                        log, " " + (System.nanoTime() - begun) / 1_000_000 + " ms\n", StandardOpenOption.APPEND);
            }
            stage.check();
        }
    }
}
