package com.holded.pipeline.ops;

import com.holded.pipeline.collect.ForgottenClaims;
import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.pipeline.Restoration;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.reports.Documents;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.security.LiveKeys;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What is made ready in the background after the start: the bucket, the database's tables, keys and contracts, and then
 * the reports. Collection waits for the bucket alone, but in production mode is not called ready before the keys are
 * known; all else waits for the database by itself.
 */
@Singleton
public class Preparation {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Retried bucket;
    private final Retried database;
    private final Retried reports;
    private final ForgottenClaims forgotten;
    private final Mirrors mirrors;

    @Inject
    public Preparation(
            Settings settings,
            ObjectStore store,
            DataSource dataSource,
            LiveContracts contracts,
            LiveKeys keys,
            ForgottenClaims forgotten,
            Mirrors mirrors,
            Documents documents) {
        this.forgotten = forgotten;
        this.mirrors = mirrors;
        this.bucket = new Retried("bucket", store::ensureBucket, FIRST_PAUSE);
        this.database = new Retried(
                "database-schema", () -> prepare(settings.registry(), dataSource, store, contracts, keys), FIRST_PAUSE);
        this.reports = new Retried("first-reports", documents::rehearse, FIRST_PAUSE);
    }

    /** Whether the database has its tables and contracts. */
    boolean tablesReady() {
        return database.isDone();
    }

    /** Whether each report was made once, so that the next is quick. */
    boolean reportsReady() {
        return reports.isDone();
    }

    private void prepare(
            Settings.Registry registry,
            DataSource dataSource,
            ObjectStore store,
            LiveContracts contracts,
            LiveKeys keys) {
        Database.migrate(dataSource);
        keys.follow();
        // First of all that gives an id: the bucket may hold a registry that was lost.
        Restoration.run(registry, dataSource, store);
        contracts.registerShipped();
        mirrors.start();
        reports.start();
    }

    /** Begins; returns at once. */
    void start() {
        bucket.start();
        database.start();
        forgotten.start();
    }

    /** Gives up what is not done yet. */
    void stop() {
        bucket.stop();
        database.stop();
        reports.stop();
        forgotten.stop();
        mirrors.stop();
    }

    /** Whether the bucket is there. */
    boolean bucketReady() {
        return bucket.isDone();
    }
}
