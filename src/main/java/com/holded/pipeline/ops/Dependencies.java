package com.holded.pipeline.ops;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StorageException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/** The parts that this service stands on: the object storage, and the database. */
@Singleton
public class Dependencies {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int VALIDATION_SECONDS = 2;

    private final ExecutorService executor;
    private final Dependency storage;
    private final Dependency database;

    @Inject
    public Dependencies(ObjectStore store, DataSource dataSource, Metrics metrics) {
        this.executor = Executors.newFixedThreadPool(2, work -> {
            Thread thread = new Thread(work, "dependencies");
            thread.setDaemon(true);
            thread.setContextClassLoader(Dependencies.class.getClassLoader());
            return thread;
        });
        this.storage =
                new Dependency("object_storage", store::check, executor, PATIENCE, Dependencies::problemOfStorage);
        this.database =
                new Dependency("postgresql", () -> check(dataSource), executor, PATIENCE, failure -> "unreachable");
        for (Dependency dependency : List.of(storage, database)) {
            metrics.gauge(Metric.DEPENDENCY_UP, () -> dependency.lastUp() ? 1 : 0, dependency.name());
        }
    }

    Dependency storage() {
        return storage;
    }

    Dependency database() {
        return database;
    }

    private static String problemOfStorage(Exception failure) {
        if (failure instanceof StorageException known) {
            return switch (known.kind()) {
                case NOT_FOUND -> "no_bucket";
                case REFUSED -> "refused";
                case UNAVAILABLE, UNKNOWN_OUTCOME -> "unreachable";
                case TOO_LARGE -> "failing";
            };
        }
        return "failing";
    }

    private static void check(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                throw new SQLException("the connection is not valid");
            }
        }
    }

    @PreDestroy
    void stop() {
        executor.shutdownNow();
    }
}
