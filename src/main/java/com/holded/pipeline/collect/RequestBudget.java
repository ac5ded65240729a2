package com.holded.pipeline.collect;

/** The requests to object storage that one call may still make. Not thread-safe. */
final class RequestBudget {
    private int lists;
    private int reads;

    RequestBudget(int lists, int reads) {
        this.lists = lists;
        this.reads = reads;
    }

    /** The call has made all the requests that it may: it answers with what it has. */
    static final class Spent extends RuntimeException {
        Spent(String what) {
            super("no more " + what, null, false, false);
        }
    }

    /** @throws Spent when there has been the last one */
    void takeList() {
        if (lists-- <= 0) {
            throw new Spent("listings");
        }
    }

    /** @throws Spent when there has been the last one */
    void takeRead() {
        if (reads-- <= 0) {
            throw new Spent("reads");
        }
    }
}
