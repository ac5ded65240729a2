package com.holded.pipeline.pipeline;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets corrupt segments aside in the ledger, where an operator finds them; their neighbours are loaded. */
final class QuarantineSegmentsFn extends WorkerFn<CorruptSegment, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantineSegmentsFn.class);

    private final Counter quarantined = Metrics.counter(ProcessSegments.class, "segments_quarantined");

    QuarantineSegmentsFn(Deployment deployment) {
        super(deployment);
    }

    @ProcessElement
    public void process(@Element CorruptSegment corrupt) {
        LOG.error("segment {} is set aside: {}", corrupt.task().key(), corrupt.reason());
        worker().segments().quarantine(corrupt.task(), corrupt.reason());
        quarantined.inc();
    }
}
