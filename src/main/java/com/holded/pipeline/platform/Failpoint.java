package com.holded.pipeline.platform;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instants of the protocol at which a process may die, so that tests can make it die at each of them. The list is
 * complete by construction: tests go through all constants.
 *
 * <p>Nothing happens at a failpoint, and next to nothing is spent, unless the JVM was started with {@value #PROPERTY} set
 * to {@code name:n:halt}: then the JVM is gone, as if killed with SIGKILL, when the failpoint of this name is reached for
 * the n-th time. A system property is all that arms one: no setting, no request, nobody but who writes the command line.
 */
public enum Failpoint {
    /** Collection: the idempotency keys of the segment are claimed. */
    AFTER_CLAIM_PUT,
    /** Collection: the segment is whole and about to be stored. */
    BEFORE_RAW_PUT,
    /** Collection: the segment is stored; nobody knows yet. */
    AFTER_RAW_PUT,
    /** Collection: the segment's rejected events are stored as dead letters too. */
    AFTER_REJECTED_PUT,
    /** Collection: the requests of the segment are about to be answered. */
    BEFORE_ANSWERS,
    /** Collection: the answers of the segment are under way. */
    AFTER_ANSWERS,
    /** Discovery: new segments are listed and not registered. */
    AFTER_LISTING,
    /** Processing: the run has taken segments. */
    AFTER_TAKE,
    /** Processing: a raw segment is read. */
    AFTER_RAW_READ,
    /** Processing: the dead letters of a segment are stored. */
    AFTER_DEAD_LETTER_PUT,
    /** Processing: the enriched events of a segment are stored. */
    AFTER_ENRICHED_PUT,
    /** In the load's transaction: the run holds what it loads, whose rows are locked. */
    LOAD_FENCED,
    /** In the load's transaction: it is known which events are new, duplicates and conflicts. */
    LOAD_SORTED,
    /** In the load's transaction: the rows are copied, the rollup knows nothing of them. */
    LOAD_COPIED,
    /** In the load's transaction: rows and rollup are written. */
    LOAD_COUNTED,
    /** In the load's transaction: duplicates, dead letters and conflicts are written. */
    LOAD_DEAD_LETTERS,
    /** In the load's transaction: the segment is marked; only the COMMIT is missing. */
    LOAD_MARKED,
    /** Processing: the load is committed and nobody was told. */
    LOADED,
    /** Any transaction, just before its COMMIT. */
    BEFORE_COMMIT,
    /** Any transaction, just after its COMMIT. */
    AFTER_COMMIT,
    /** The run has done its work and is about to be ended in the run table. */
    BEFORE_RUN_END;

    /** System property that arms one. */
    public static final String PROPERTY = "holded.failpoint";

    private static final Logger LOG = LoggerFactory.getLogger(Failpoint.class);

    /** Exit code of a process that was killed with SIGKILL. */
    private static final int KILLED = 137;

    private static final @Nullable Armed ARMED =
            Armed.of(System.getProperty(PROPERTY, "")).orElse(null);

    /** Does nothing, unless this failpoint is armed and its time has come. */
    public void hit() {
        if (ARMED != null && ARMED.point == this) {
            ARMED.hit();
        }
    }

    /** Its name on the command line, for example {@code after-raw-put}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one failpoint at which this JVM dies. */
    static final class Armed {
        private final Failpoint point;
        private int hitsLeft;

        private Armed(Failpoint point, int hits) {
            this.point = point;
            this.hitsLeft = hits;
        }

        /**
         * What the property says; empty when it is not set.
         *
         * @throws IllegalArgumentException when it names no failpoint: a test that kills nothing would prove nothing
         */
        static Optional<Armed> of(String property) {
            if (property.isEmpty()) {
                return Optional.empty();
            }
            String[] parts = property.split(":", -1);
            Optional<Failpoint> named = Arrays.stream(values())
                    .filter(point -> point.label().equals(parts[0]))
                    .findFirst();
            if (named.isEmpty()
                    || parts.length != 3
                    || !parts[1].matches("[1-9][0-9]{0,8}")
                    || !parts[2].equals("halt")) {
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + " is '" + property + "', not name:n:halt with one of "
                                + Arrays.stream(values()).map(Failpoint::label).toList());
            }
            LOG.warn("This process dies at {}, by -D{}", property, PROPERTY);
            return Optional.of(new Armed(named.get(), Integer.parseInt(parts[1])));
        }

        private synchronized void hit() {
            hitsLeft--;
            if (hitsLeft == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }
}
