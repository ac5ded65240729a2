package com.holded.pipeline.event;

import org.jspecify.annotations.Nullable;

/** Where something stands in an event. Its pointer is written only when there is something to say about it. */
record Path(@Nullable Path parent, String name) {
    /** The event itself. */
    static final Path ROOT = new Path(null, "");

    /** The member of this name. */
    Path child(String member) {
        return new Path(this, member);
    }

    /** As RFC 6901 JSON pointer. */
    String pointer() {
        return parent == null ? "" : Pointers.child(parent.pointer(), name);
    }
}
