package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.ledger.SegmentLoader;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
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
        SideBySide storage,
        Segments segments,
        SegmentLoader loader,
        Admission admission,
        Enrichment enrichment,
        String version) {

    private static final int STORAGE_REQUESTS = 16;

    private static final Map<Deployment, Worker> WORKERS = new ConcurrentHashMap<>();

    /** The worker of this JVM for a deployment. */
    static Worker of(Deployment deployment) {
        return WORKERS.computeIfAbsent(deployment, Worker::connect);
    }

    private static Worker connect(Deployment deployment) {
        DataSource dataSource = Database.open(deployment.database());
        Enrichment enrichment = Enrichment.ofWeights(deployment.qualityWeights());
        LiveContracts contracts = Contracts.open(deployment.registry(), dataSource);
        contracts.registerShipped();
        return new Worker(
                ObjectStore.connect(deployment.storage()),
                new SideBySide(STORAGE_REQUESTS),
                new Segments(dataSource),
                new SegmentLoader(dataSource),
                new Admission(contracts),
                enrichment,
                enrichment.version());
    }
}
