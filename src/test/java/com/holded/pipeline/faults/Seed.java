package com.holded.pipeline.faults;

import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What chooses in a test; {@code -Dfaults.seed=N} repeats it. */
record Seed(long value) {
    private static final Logger LOG = LoggerFactory.getLogger(Seed.class);
    private static final String PROPERTY = "faults.seed";

    /** The seed that was asked for, or a new one, which is printed. */
    static Seed of(Object test) {
        Seed seed = new Seed(Long.getLong(PROPERTY, System.nanoTime()));
        LOG.info("{}: repeat it with -D{}={}", test.getClass().getSimpleName(), PROPERTY, seed.value());
        return seed;
    }

    Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + value;
    }
}
