package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.ledger.DryRuns;
import com.holded.pipeline.ledger.SchemaPins;
import com.holded.pipeline.ledger.SegmentLoader;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.storage.ObjectContent;
import com.holded.pipeline.storage.ObjectStore;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that all steps of one JVM share, made once for a deployment. Beam copies its functions by
 * serialisation, so they hold the {@link Deployment} and ask here when they start. Thread-safe.
 */
record Worker(
        HikariDataSource database,
        LiveContracts contracts,
        ObjectStore store,
        SegmentReader reader,
        SideBySide storage,
        Segments segments,
        SegmentLoader loader,
        DryRuns dryRuns,
        Judge judge,
        Enrichment enrichment,
        PipelineVersion version) {

    private static final int STORAGE_REQUESTS = 16;

    private static final Map<Deployment, Worker> WORKERS = new ConcurrentHashMap<>();
    private static final Map<Deployment, Integer> USERS = new ConcurrentHashMap<>();

    /** The worker of this JVM for a deployment. */
    static Worker of(Deployment deployment) {
        return WORKERS.computeIfAbsent(deployment, Worker::connect);
    }

    /** Begins a use of the worker for a deployment, which then stays. */
    static void enter(Deployment deployment) {
        USERS.merge(deployment, 1, Integer::sum);
    }

    /** Ends a use; the last one closes the connections. */
    static void leave(Deployment deployment) {
        USERS.computeIfPresent(deployment, (same, users) -> {
            if (users > 1) {
                return users - 1;
            }
            // Here, so that whoever enters meanwhile waits, and connects anew.
            release(deployment);
            return null;
        });
    }

    /** Closes the connections of a deployment that is not needed for now. */
    static void release(Deployment deployment) {
        Worker worker = WORKERS.remove(deployment);
        if (worker != null) {
            worker.contracts.close();
            worker.storage.close();
            worker.store.close();
            worker.database.close();
        }
    }

    private static Worker connect(Deployment incomplete) {
        Deployment deployment = incomplete.complete(Setting::inEnvironment);
        HikariDataSource dataSource = deployment.schema().isEmpty()
                ? Database.openForLoads(deployment.database())
                : Database.openForLoads(deployment.database(), deployment.schema());
        Enrichment enrichment = Enrichment.ofWeights(deployment.qualityWeights());
        LiveContracts contracts = Contracts.open(deployment.registry(), dataSource);
        contracts.registerShipped();
        ObjectStore store = ObjectStore.connect(deployment.storage());
        SchemaPins pins = deployment.schema().isEmpty() ? new SchemaPins(dataSource) : SchemaPins.ofRebuild(dataSource);
        return new Worker(
                dataSource,
                contracts,
                store,
                new SegmentReader(reading(store), deployment.segmentBytes()),
                new SideBySide("pipeline-storage", STORAGE_REQUESTS),
                new Segments(dataSource),
                new SegmentLoader(dataSource),
                new DryRuns(dataSource),
                new Judge(contracts, pins::keep),
                enrichment,
                enrichment.version());
    }

    private static SegmentReader.Store reading(ObjectStore store) {
        return new SegmentReader.Store() {
            @Override
            public ObjectContent read(String key, long mostBytes) {
                return store.read(key, mostBytes);
            }

            @Override
            public void check() {
                store.check();
            }
        };
    }
}
