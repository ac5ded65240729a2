package com.holded.pipeline.pipeline;

import org.apache.beam.sdk.transforms.DoFn;

/**
 * A step that works with the connections of its JVM, and says when it begins and ends to: a cluster loads the classes of
 * each pipeline anew, and connections that nobody closes would stay with them for ever.
 */
abstract class WorkerFn<I, O> extends DoFn<I, O> {
    private final Deployment deployment;

    WorkerFn(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Before the first element. */
    @Setup
    public final void enter() {
        Worker.enter(deployment);
    }

    /** After the last element, or a failure. */
    @Teardown
    public final void leave() {
        Worker.leave(deployment);
    }

    /** The worker of this JVM. */
    final Worker worker() {
        return Worker.of(deployment);
    }
}
