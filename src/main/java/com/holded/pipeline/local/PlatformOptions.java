package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that start a platform. */
final class PlatformOptions {
    private static final String JAVA_OPTIONS = "HOLDED_JAVA_OPTIONS";

    @Option(
            names = "--port",
            defaultValue = "${env:API_PORT:-8000}",
            paramLabel = "PORT",
            description = "HTTP port (or API_PORT; default ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--s3-port",
            defaultValue = "${env:HOLDED_S3_PORT:-19000}",
            paramLabel = "PORT",
            description = "Port of the embedded S3 server (or HOLDED_S3_PORT; default ${DEFAULT-VALUE}).")
    private int s3Port;

    @Option(
            names = "--postgres-port",
            defaultValue = "${env:HOLDED_POSTGRES_PORT:-15432}",
            paramLabel = "PORT",
            description = "Port of the embedded PostgreSQL (or HOLDED_POSTGRES_PORT; default ${DEFAULT-VALUE}).")
    private int postgresPort;

    /** The settings of a start, from these options and the environment. */
    LocalPlatform.Options options(Path dataDirectory, PrintWriter out) {
        String javaOptions = System.getenv().getOrDefault(JAVA_OPTIONS, "");
        return new LocalPlatform.Options(
                dataDirectory,
                httpPort,
                s3Port,
                postgresPort,
                javaOptions.isBlank()
                        ? List.of("-XX:+UseParallelGC")
                        : List.of(javaOptions.strip().split("\\s+")),
                System.getenv(),
                new TerminalProgress(out));
    }

    /** Where the data of the local platform are: an option of nearly all commands. */
    static final class DataFolder {
        @Option(
                names = "--data",
                paramLabel = "FOLDER",
                description = "Folder with the platform's data (or HOLDED_DATA; default data/ beside ./holded).")
        private @Nullable Path folder;

        Path folder() {
            return Optional.ofNullable(folder)
                    .or(() -> Optional.ofNullable(System.getenv("HOLDED_DATA"))
                            .filter(value -> !value.isBlank())
                            .map(Path::of))
                    .orElseGet(() -> Home.folder().resolve("data"))
                    .toAbsolutePath()
                    .normalize();
        }
    }
}
