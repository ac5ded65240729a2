package com.holded.pipeline.jobs;

import com.holded.pipeline.pipeline.ProcessingRun;
import com.holded.pipeline.pipeline.SchemasOutOfReach;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Step {@code load}: loads the segments that wait, until none is left or the run is to stop. */
@Named("loadBatchlet")
@Dependent
public class LoadBatchlet extends AbstractBatchlet {
    private final ProcessingRun processing;
    private final Heartbeats heartbeats;
    private final JobContext job;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    LoadBatchlet(ProcessingRun processing, Heartbeats heartbeats, JobContext job) {
        this.processing = processing;
        this.heartbeats = heartbeats;
        this.job = job;
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        try {
            return processing.load(run, heartbeats.of(run)).name();
        } catch (SchemasOutOfReach outage) {
            job.setTransientUserData(outage.getMessage());
            throw outage;
        }
    }
}
