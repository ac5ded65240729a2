package com.holded.pipeline.platform;

import java.util.Optional;

/** What lies at the bottom of a failure. */
public final class Causes {
    /** Deeper than any real chain; ends a chain that bites its tail. */
    private static final int DEEPEST = 20;

    private Causes() {}

    /** The innermost cause, as one line for a log. */
    public static String rootOf(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Throwable next = root.getCause();
            if (next == null) {
                break;
            }
            root = next;
        }
        return oneLine(root.toString());
    }

    /** The outermost cause of this kind, the failure itself included. */
    public static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> kind) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (kind.isInstance(cause)) {
                return Optional.of(kind.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    /** The text without line breaks and other control characters: what callers send must not forge lines in a log. */
    public static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
