package com.holded.pipeline.schema;

/**
 * The part of a list that is asked for.
 *
 * @param offset entries that are left out at its beginning
 * @param limit most entries
 */
record Page(int offset, int limit) {
    /** All that one answer may hold. */
    static final int MOST = 20_000;

    static final Page ALL = new Page(0, Integer.MAX_VALUE);

    /** By the query parameters; a limit that is not positive or too large is no limit but ours, as with Confluent. */
    static Page asked(int offset, int limit) {
        return new Page(Math.max(0, offset), limit > 0 && limit <= MOST ? limit : MOST);
    }
}
