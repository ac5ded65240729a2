package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;

/** What the database lacks of the tables, which the service makes in the background. */
final class DatabaseSchema {
    private final LocalPlatform platform;
    private final long wanted;

    /**
     * Wants every migration of the WAR.
     *
     * @throws LocalProblem when it has none
     */
    DatabaseSchema(LocalPlatform platform, Path war) {
        this.platform = platform;
        this.wanted = migrations(war);
    }

    /** Empty when every migration has been applied. */
    Optional<String> missing() {
        try {
            return applied() >= wanted ? Optional.empty() : Optional.of("migrations are missing");
        } catch (SQLException notYet) {
            return Optional.of(String.valueOf(notYet.getMessage()));
        }
    }

    private static long migrations(Path war) {
        try (Stream<Path> files = Files.list(war.resolve("WEB-INF/classes/db/migration"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).count();
        } catch (IOException missing) {
            throw new LocalProblem("There are no migrations in " + war + ". Build again with ./mvnw package", missing);
        }
    }

    private long applied() throws SQLException {
        try (Connection connection = platform.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM flyway_schema_history WHERE success AND version IS NOT NULL")) {
            count.next();
            return count.getLong(1);
        }
    }
}
