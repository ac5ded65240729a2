package com.holded.pipeline.pipeline;

import org.apache.beam.sdk.transforms.DoFn;

/** A step that works with a part of its JVM, and says when it begins and when it is done with it. */
abstract class WorkerFn<I, O, P> extends DoFn<I, O> {
    private final WorkerPart<P> part;

    WorkerFn(WorkerPart<P> part) {
        this.part = part;
    }

    /** Before the first element. */
    @Setup
    public final void enter() {
        part.enter();
    }

    /** After the last element, or a failure. */
    @Teardown
    public final void leave() {
        part.leave();
    }

    /** The part of this JVM. */
    final P here() {
        return part.here();
    }
}
