package com.holded.pipeline.ops;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.ops.grizzly.HttpEdge;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.security.Doorkeeper;
import com.holded.pipeline.security.KeyStore;
import com.holded.pipeline.security.LiveKeys;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import javax.sql.DataSource;

/** The parts that every room shares, one of each. None of them is reached when it is made: a part may be down. */
public final class Parts {
    @Produces
    @Singleton
    static Settings settings() {
        return StartSettings.loadOrHalt();
    }

    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    static DataSource dataSource(Settings settings) {
        return Database.open(settings.database());
    }

    static void close(@Disposes DataSource dataSource) throws Exception {
        if (dataSource instanceof AutoCloseable pool) {
            pool.close();
        }
    }

    @Produces
    @Singleton
    static ObjectStore objectStore(Settings settings, Metrics metrics) {
        return ObjectStore.connect(
                settings.storage(),
                metrics.counters(Metric.STORAGE_REQUESTS, ObjectStore.Operation.values(), operation -> operation
                        .name()
                        .toLowerCase(Locale.ROOT)));
    }

    static void close(@Disposes ObjectStore store) {
        store.close();
    }

    @Produces
    @Singleton
    static HttpEdge httpEdge(Settings settings, LiveKeys keys, Limiter limiter, Metrics metrics) {
        return new HttpEdge(settings, new Doorkeeper(settings, keys), limiter, metrics);
    }

    @Produces
    @Singleton
    static KeyStore keyStore(DataSource dataSource) {
        return new KeyStore(dataSource);
    }

    @Produces
    @Singleton
    static LiveKeys liveKeys(DataSource dataSource, Clock clock) {
        return LiveKeys.open(dataSource, clock);
    }

    static void close(@Disposes LiveKeys keys) {
        keys.close();
    }

    @Produces
    @Singleton
    static LiveContracts contracts(Settings settings, DataSource dataSource) {
        return Contracts.open(settings.registry(), dataSource);
    }

    static void close(@Disposes LiveContracts contracts) {
        contracts.close();
    }
}
