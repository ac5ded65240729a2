package com.holded.pipeline.pipeline;

import com.holded.pipeline.platform.Settings;
import java.io.Serializable;

/**
 * What a worker of the pipeline needs to know to connect to the world; travels with the pipeline to wherever it runs.
 *
 * @param storage the S3 server
 * @param database PostgreSQL
 * @param registry where schemas come from
 * @param qualityWeights weights of the quality score
 * @param segmentBytes most that a segment can have before compression; a larger object is somebody else's
 * @param schema where loads look for their tables before all others; empty = where they are
 */
public record Deployment(
        Settings.Storage storage,
        Settings.Database database,
        Settings.Registry registry,
        String qualityWeights,
        long segmentBytes,
        String schema)
        implements Serializable {

    /** The part of the settings that the pipeline needs. */
    public static Deployment of(Settings settings) {
        return new Deployment(
                settings.storage(),
                settings.database(),
                settings.registry(),
                settings.jobs().qualityWeights(),
                settings.collect().mostSegmentBytes(),
                "");
    }

    /** The same, loading into the tables of this schema. */
    Deployment into(String other) {
        return new Deployment(storage, database, registry, qualityWeights, segmentBytes, other);
    }
}
