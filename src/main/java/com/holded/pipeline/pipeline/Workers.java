package com.holded.pipeline.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connections of this JVM, one {@link Worker} for a deployment, shared by all steps and kept as long as anybody uses
 * them. A cluster loads the classes of each pipeline anew: connections that nobody closed would stay for ever. Thread-safe.
 */
final class Workers {
    private static final Map<Deployment, Workers> SHARED = new HashMap<>();

    private int users;
    private Optional<Worker> worker = Optional.empty();

    private Workers() {}

    /** Begins to use the connections of a deployment; they are made when they are first asked for. */
    static void enter(Deployment deployment) {
        synchronized (SHARED) {
            SHARED.computeIfAbsent(deployment, none -> new Workers()).users++;
        }
    }

    /** Ends a use; the last one closes the connections. */
    static void leave(Deployment deployment) {
        Optional<Worker> unused = Optional.empty();
        synchronized (SHARED) {
            Workers shared = SHARED.get(deployment);
            if (shared != null && --shared.users == 0) {
                SHARED.remove(deployment);
                unused = shared.worker;
            }
        }
        unused.ifPresent(Worker::close);
    }

    /** The connections of a deployment that somebody uses. */
    static Worker of(Deployment deployment) {
        synchronized (SHARED) {
            Workers shared = SHARED.get(deployment);
            if (shared == null) {
                throw new IllegalStateException("nobody uses this deployment");
            }
            if (shared.worker.isEmpty()) {
                shared.worker = Optional.of(Worker.connect(deployment));
            }
            return shared.worker.get();
        }
    }
}
