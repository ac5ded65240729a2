package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.ledger.DryRuns;
import com.holded.pipeline.ledger.SchemaPins;
import com.holded.pipeline.ledger.SegmentLoader;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.storage.ObjectContent;
import com.holded.pipeline.storage.ObjectStore;
import com.zaxxer.hikari.HikariDataSource;

/** The connections that all steps of one JVM share; {@link Workers} hands them out. Thread-safe. */
record Worker(
        HikariDataSource dataSource,
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

    /** Connects to what a deployment names. */
    static Worker connect(Deployment deployment) {
        HikariDataSource dataSource = Database.openForLoads(deployment.database());
        Enrichment enrichment = Enrichment.ofWeights(deployment.qualityWeights());
        LiveContracts contracts = Contracts.open(deployment.registry(), dataSource);
        contracts.registerShipped();
        ObjectStore store = ObjectStore.connect(deployment.storage());
        return new Worker(
                dataSource,
                contracts,
                store,
                new SegmentReader(reading(store), deployment.segmentBytes()),
                new SideBySide(STORAGE_REQUESTS),
                new Segments(dataSource),
                new SegmentLoader(dataSource),
                new DryRuns(dataSource),
                new Judge(contracts, new SchemaPins(dataSource)::keep),
                enrichment,
                enrichment.version());
    }

    /** Ends all connections, and whatever would keep the classes of this pipeline loaded. */
    void close() {
        storage.close();
        contracts.close();
        store.close();
        Database.closeForGood(dataSource);
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
