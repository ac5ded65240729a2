package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a killed platform leaves: its parts live on, since they are processes of their own. */
final class LeftBehind {
    private LeftBehind() {}

    /** Ends the parts that a killed platform left behind on a data directory; false when there were none. */
    static boolean end(Path dataDirectory) {
        Path run = RunningPlatform.runFolder(dataDirectory);
        List<Child> children = Stream.of(PayaraServer.PART, S3Server.PART)
                .flatMap(part -> Child.leftBehind(part, run).stream())
                .toList();
        children.forEach(child -> child.end(Duration.ofSeconds(30)));
        PostgresServer postgres = new PostgresServer(
                dataDirectory.resolve("postgres"),
                0,
                "",
                new Secret(""),
                dataDirectory.resolve("logs").resolve("postgres.log"));
        boolean databaseToo = postgres.process().isPresent();
        postgres.close();
        return databaseToo || !children.isEmpty();
    }
}
