package com.holded.pipeline.pipeline;

import java.io.Serializable;

/** What a step works with: found, not copied, wherever Beam has carried the step. */
@FunctionalInterface
interface WorkerPart<T> extends Serializable {
    /** The one of this JVM; a step asks between its set-up and its tear-down. */
    T here();

    /** Before it is asked for the first time. */
    default void enter() {}

    /** When it is not asked any more. */
    default void leave() {}

    /** A part of the connections of a deployment, which last as long as some step of this JVM works with them. */
    static <T> WorkerPart<T> of(Deployment deployment, Choice<T> choice) {
        return new Shared<>(deployment, choice);
    }

    /** Which part. */
    @FunctionalInterface
    interface Choice<T> extends Serializable {
        T of(Worker worker);
    }

    /** One that {@link Workers} keeps. */
    record Shared<T>(Deployment deployment, Choice<T> choice) implements WorkerPart<T> {
        @Override
        public T here() {
            return choice.of(Workers.of(deployment));
        }

        @Override
        public void enter() {
            Workers.enter(deployment);
        }

        @Override
        public void leave() {
            Workers.leave(deployment);
        }
    }
}
