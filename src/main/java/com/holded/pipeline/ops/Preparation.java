package com.holded.pipeline.ops;

import com.holded.pipeline.collect.ForgottenClaims;
import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.security.LiveKeys;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What is made ready in the background after the start: the bucket, and the database's tables, keys and contracts.
 * Collection waits for the bucket alone, but in production mode is not called ready before the keys are known; all else
 * waits for the database by itself.
 */
@Singleton
public class Preparation {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final Retried bucket;
    private final Retried database;
    private final ForgottenClaims forgotten;

    @Inject
    public Preparation(
            ObjectStore store,
            DataSource dataSource,
            LiveContracts contracts,
            LiveKeys keys,
            ForgottenClaims forgotten) {
        this.forgotten = forgotten;
        this.bucket = new Retried("bucket", store::ensureBucket, FIRST_PAUSE);
        this.database = new Retried("database-schema", () -> migrate(dataSource, contracts, keys), FIRST_PAUSE);
    }

    /** Whether the database has its tables and contracts. */
    boolean tablesReady() {
        return database.isDone();
    }

    private static void migrate(DataSource dataSource, LiveContracts contracts, LiveKeys keys) {
        Database.migrate(dataSource);
        keys.follow();
        contracts.registerShipped();
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
        forgotten.stop();
    }

    /** Whether the bucket is there. */
    boolean bucketReady() {
        return bucket.isDone();
    }
}
