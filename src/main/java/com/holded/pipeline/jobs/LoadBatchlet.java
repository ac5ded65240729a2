package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.pipeline.ProcessSegments;
import com.holded.pipeline.pipeline.SchemasOutOfReach;
import com.holded.pipeline.platform.Settings;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/**
 * Step {@code load}: runs the Beam pipeline over the segments that wait, a batch at a time, until none is left or the
 * run is to stop. The batch bounds what one pipeline holds; a stop takes effect between two batches or, within one,
 * through the pipeline's own cancellation.
 */
@Named("loadBatchlet")
@Dependent
public class LoadBatchlet extends AbstractBatchlet {
    private static final int SEGMENTS_PER_PIPELINE = 1_024;
    /** Compressed; about 40,000 events. */
    private static final long BYTES_PER_PIPELINE = 4 << 20;

    private final Segments segments;
    private final Runs runs;
    private final ProcessSegments pipeline;
    private final Settings.Jobs settings;
    private final JobContext job;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    LoadBatchlet(Segments segments, Runs runs, ProcessSegments pipeline, Settings settings, JobContext job) {
        this.segments = segments;
        this.runs = runs;
        this.pipeline = pipeline;
        this.settings = settings.jobs();
        this.job = job;
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        try (Heartbeat heartbeat = new Heartbeat(runs, run, settings.lease())) {
            while (heartbeat.goesOn()) {
                List<SegmentTask> tasks = segments.take(run, SEGMENTS_PER_PIPELINE, BYTES_PER_PIPELINE);
                if (tasks.isEmpty()) {
                    return "COMPLETED";
                }
                ProcessSegments.Execution execution = pipeline.start(tasks);
                heartbeat.onStop(execution::cancel);
                await(execution);
            }
            return "STOPPED";
        }
    }

    private void await(ProcessSegments.Execution execution) {
        try {
            execution.await();
        } catch (SchemasOutOfReach outage) {
            job.setTransientUserData(outage.getMessage());
            throw outage;
        }
    }
}
