package com.holded.pipeline.pipeline;

import java.io.Serializable;

/** What a step works with: found, not copied, wherever Beam has carried the step. */
@FunctionalInterface
interface WorkerPart<T> extends Serializable {
    /** The one of this JVM. */
    T here();
}
