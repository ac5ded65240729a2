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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The connections that all steps of one JVM share, made once for a deployment. Beam copies its functions by
 * serialisation, so they hold the {@link Deployment} and ask here when they start. Thread-safe.
 */
record Worker(
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

    /** The worker of this JVM for a deployment. */
    static Worker of(Deployment deployment) {
        return WORKERS.computeIfAbsent(deployment, Worker::connect);
    }

    private static Worker connect(Deployment deployment) {
        DataSource dataSource = Database.openForLoads(deployment.database());
        Enrichment enrichment = Enrichment.ofWeights(deployment.qualityWeights());
        LiveContracts contracts = Contracts.open(deployment.registry(), dataSource);
        contracts.registerShipped();
        ObjectStore store = ObjectStore.connect(deployment.storage());
        return new Worker(
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
