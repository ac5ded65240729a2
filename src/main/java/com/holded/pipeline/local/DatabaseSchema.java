package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Waits for the tables, which the service makes in the background after it has begun to collect. */
final class DatabaseSchema {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private DatabaseSchema() {}

    /**
     * Returns when every migration of the WAR has been applied.
     *
     * @throws LocalProblem when that does not happen
     */
    static void await(LocalPlatform platform, Path war) {
        long wanted = migrations(war);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String reason;
        do {
            try {
                if (applied(platform) >= wanted) {
                    return;
                }
                reason = "migrations are missing";
            } catch (SQLException notYet) {
                reason = String.valueOf(notYet.getMessage());
            }
            pause();
        } while (System.nanoTime() < deadline && platform.payara().process().isPresent());
        throw new LocalProblem("The service runs, but its tables are not ready (" + reason + "). Its log: "
                + platform.logFile("payara"));
    }

    private static long migrations(Path war) {
        try (Stream<Path> files = Files.list(war.resolve("WEB-INF/classes/db/migration"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).count();
        } catch (IOException missing) {
            throw new LocalProblem("There are no migrations in " + war + ". Build again with ./mvnw package", missing);
        }
    }

    private static long applied(LocalPlatform platform) throws SQLException {
        try (Connection connection = platform.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM flyway_schema_history WHERE success AND version IS NOT NULL")) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted while the tables were made", interrupted);
        }
    }
}
