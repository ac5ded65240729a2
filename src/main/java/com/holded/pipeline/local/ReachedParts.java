package com.holded.pipeline.local;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a command reaches PostgreSQL and the S3 server past the service: those that the environment names, and for what it
 * does not name, those of the running platform. All other settings are the environment's.
 *
 * @param environment which names all of it, for a process of its own
 */
record ReachedParts(Settings settings, Map<String, String> environment) {
    ReachedParts {
        environment = Map.copyOf(environment);
    }

    /**
     * The parts of a data folder.
     *
     * @throws LocalProblem when the environment does not name both and no platform runs there
     */
    static ReachedParts of(Path dataFolder, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>(environment);
        settings.put(Setting.HOLDED_MODE.name(), "local");
        boolean storageNamed = isSet(environment, Setting.MINIO_ENDPOINT);
        boolean databaseNamed = isSet(environment, Setting.POSTGRES_HOST);
        if (!storageNamed || !databaseNamed) {
            RunningPlatform running = RunningPlatform.on(dataFolder)
                    .orElseThrow(
                            () -> new LocalProblem(
                                    "No platform runs on " + dataFolder
                                            + ". Start one with ./holded up, or name other servers with MINIO_ENDPOINT and POSTGRES_HOST"));
            Credentials credentials = Credentials.keptIn(dataFolder);
            if (!storageNamed) {
                settings.put(Setting.MINIO_ENDPOINT.name(), running.objectStorage());
                settings.put(
                        Setting.MINIO_ACCESS_KEY.name(),
                        credentials.s3AccessKey().reveal());
                settings.put(
                        Setting.MINIO_SECRET_KEY.name(),
                        credentials.s3SecretKey().reveal());
            }
            if (!databaseNamed) {
                URI address = URI.create("postgresql://" + running.database());
                settings.put(Setting.POSTGRES_HOST.name(), address.getHost());
                settings.put(Setting.POSTGRES_PORT.name(), Integer.toString(address.getPort()));
                settings.put(Setting.POSTGRES_DATABASE.name(), address.getPath().substring(1));
                settings.put(Setting.POSTGRES_USER.name(), PostgresServer.USER);
                settings.put(
                        Setting.POSTGRES_PASSWORD.name(),
                        credentials.postgresPassword().reveal());
            }
        }
        try {
            return new ReachedParts(Settings.load(name -> Optional.ofNullable(settings.get(name))), settings);
        } catch (Settings.WrongSettings wrong) {
            throw new LocalProblem("The settings are wrong: " + wrong.getMessage(), wrong);
        }
    }

    Settings.Storage storage() {
        return settings.storage();
    }

    Settings.Database database() {
        return settings.database();
    }

    private static boolean isSet(Map<String, String> environment, Setting setting) {
        return !environment.getOrDefault(setting.name(), "").isBlank();
    }
}
