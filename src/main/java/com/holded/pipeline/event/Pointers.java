package com.holded.pipeline.event;

import java.util.Arrays;
import java.util.List;

/** RFC 6901 JSON pointers. */
public final class Pointers {
    private Pointers() {}

    /** The pointer to a member or element of what {@code base} points to. */
    public static String child(String base, String name) {
        return base + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The names that a pointer goes through, unescaped; none for the empty pointer. */
    public static List<String> segments(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : Arrays.stream(pointer.substring(1).split("/", -1))
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList();
    }
}
