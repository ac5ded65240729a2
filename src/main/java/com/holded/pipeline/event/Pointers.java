package com.holded.pipeline.event;

/** RFC 6901 JSON pointers. */
public final class Pointers {
    private Pointers() {}

    /** The pointer to a member or element of what {@code base} points to. */
    public static String child(String base, String name) {
        return base + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
