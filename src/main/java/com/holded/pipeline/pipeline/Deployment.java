package com.holded.pipeline.pipeline;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    private static final List<Setting> REQUIRED_OF_A_WORKER =
            List.of(Setting.MINIO_ACCESS_KEY, Setting.MINIO_SECRET_KEY, Setting.POSTGRES_PASSWORD);

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

    /** The same without credentials, for a cluster: it keeps what travels, and shows it to those who ask. */
    Deployment withoutCredentials() {
        return with(none -> Optional.empty());
    }

    /**
     * The same with the credentials of a worker's environment, if it came without.
     *
     * @throws IllegalStateException when one is not there
     */
    Deployment complete(Function<Setting, Optional<String>> environment) {
        if (!database.password().reveal().isEmpty()) {
            return this;
        }
        for (Setting required : REQUIRED_OF_A_WORKER) {
            if (environment.apply(required).isEmpty()) {
                throw new IllegalStateException(required + " is not set in the environment of this worker");
            }
        }
        return with(environment);
    }

    private Deployment with(Function<Setting, Optional<String>> environment) {
        Function<Setting, Secret> credential =
                setting -> new Secret(environment.apply(setting).orElse(""));
        return new Deployment(
                new Settings.Storage(
                        storage.endpoint(),
                        credential.apply(Setting.MINIO_ACCESS_KEY),
                        credential.apply(Setting.MINIO_SECRET_KEY),
                        storage.bucket(),
                        storage.region(),
                        storage.timeout()),
                new Settings.Database(
                        database.host(),
                        database.port(),
                        database.user(),
                        credential.apply(Setting.POSTGRES_PASSWORD),
                        database.name(),
                        database.poolSize()),
                registry instanceof Settings.Registry.External external
                        ? new Settings.Registry.External(
                                external.url(),
                                external.user(),
                                credential.apply(
                                        external.user().isEmpty()
                                                ? Setting.SCHEMA_REGISTRY_TOKEN
                                                : Setting.SCHEMA_REGISTRY_PASSWORD),
                                external.caFile(),
                                external.timeout())
                        : registry,
                qualityWeights,
                segmentBytes,
                schema);
    }
}
