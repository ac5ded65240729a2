package com.holded.pipeline.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a new version of a subject owes to the versions before it, by Confluent's names. <em>Backward</em>: it reads what
 * was written with them. <em>Forward</em>: they read what is written with it. <em>Transitive</em>: not the latest alone,
 * all of them.
 */
enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    /** More are not told: who has a hundred to mend will not read on. */
    static final int MOST_TOLD = 100;

    private final boolean backward;
    private final boolean forward;
    private final boolean transitive;

    CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
        this.backward = backward;
        this.forward = forward;
        this.transitive = transitive;
    }

    static Optional<CompatibilityLevel> named(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name))
                .findFirst();
    }

    /**
     * Why a schema may not be the next version; empty when it may. At most a hundred reasons, the latest version's
     * first.
     *
     * @param oldestFirst the versions that there are; those that this level does not ask for are not looked at
     */
    List<Incompatibility> check(ParsedSchema candidate, List<EarlierVersion> oldestFirst) {
        List<Incompatibility> found = new ArrayList<>();
        int oldest = transitive ? 0 : Math.max(0, oldestFirst.size() - 1);
        for (int i = oldestFirst.size() - 1; i >= oldest && found.size() < MOST_TOLD; i--) {
            found.addAll(check(candidate, oldestFirst.get(i)));
        }
        return found.stream().limit(MOST_TOLD).toList();
    }

    private List<Incompatibility> check(ParsedSchema candidate, EarlierVersion earlier) {
        List<Incompatibility> found = new ArrayList<>();
        if (backward) {
            found.addAll(reading(candidate, earlier.schema(), Sides.backward(earlier.version())));
        }
        if (forward) {
            found.addAll(reading(earlier.schema(), candidate, Sides.forward(earlier.version())));
        }
        return found;
    }

    private static List<Incompatibility> reading(ParsedSchema reader, ParsedSchema written, Sides sides) {
        if (reader.type() != written.type()) {
            return List.of(new Incompatibility(
                    "SCHEMA_TYPE_CHANGED",
                    "/",
                    "The " + sides.reader() + " schema is of type " + reader.type() + ", the " + sides.writer()
                            + " schema of type " + written.type(),
                    "",
                    sides.version()));
        }
        return reader.whenReading(written, sides);
    }
}
