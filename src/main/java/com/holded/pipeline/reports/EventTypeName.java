package com.holded.pipeline.reports;

/**
 * An event type as it is printed: the class-like name large, where it comes from small and in steps that break into
 * lines at their ends.
 *
 * @param name after the last backslash
 * @param origin the parts before it, for example {@code Holded › Wallet › Domain}; empty when there are none
 */
record EventTypeName(String name, String origin) {
    private static final int BRIEF_LENGTH = 44;

    static EventTypeName of(String eventType) {
        int end = eventType.lastIndexOf('\\');
        return end < 0 || end == eventType.length() - 1
                ? new EventTypeName(eventType, "")
                : new EventTypeName(
                        eventType.substring(end + 1),
                        eventType.substring(0, end).replace("\\", " › "));
    }

    /** The name for a label beside a bar; a long one ends in an ellipsis. */
    String brief() {
        return shortened(name);
    }

    /** Any name for a label beside a bar. */
    static String shortened(String name) {
        int characters = name.codePointCount(0, name.length());
        return characters <= BRIEF_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, BRIEF_LENGTH - 1)) + "…";
    }
}
