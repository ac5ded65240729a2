package com.holded.pipeline.ops.grizzly;

/** What the bytes of a request so far are. */
enum Reading {
    /** Nothing wrong, more to come. */
    MORE,
    /** This part has ended. */
    DONE,
    BAD,
    /** The end of the body is told twice, or in a way of which one server makes this and another that. */
    BAD_FRAMING,
    URI_TOO_LONG,
    HEADERS_TOO_LARGE
}
