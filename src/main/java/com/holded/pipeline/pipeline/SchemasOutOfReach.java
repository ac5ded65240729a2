package com.holded.pipeline.pipeline;

import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.schema.RegistryException;
import java.util.Optional;

/**
 * The schema registry could not be asked for a schema that the events of a segment were accepted under. That is nobody's
 * fault but the registry's: the segment waits for the next run, and no event is rejected for it.
 */
public final class SchemasOutOfReach extends RuntimeException {
    private SchemasOutOfReach(RegistryException outage) {
        super(outage.getMessage() + "; the events wait for the next run", outage);
    }

    /** The outage that is at the bottom of a failure, if it is one. */
    static Optional<SchemasOutOfReach> among(Throwable failure) {
        return Causes.find(failure, RegistryException.class)
                .filter(RegistryException::isOutage)
                .map(SchemasOutOfReach::new);
    }
}
