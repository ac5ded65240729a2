package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * Keeps the run of the run table together with the Jakarta Batch execution: names the one to the other, shows that the
 * run is alive while the job is, and ends it as the job ended, unless a step of the job has.
 */
@Named("runListener")
@Dependent
public class RunListener extends AbstractJobListener {
    private final Runs runs;
    private final Heartbeats heartbeats;
    private final JobContext context;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    RunListener(Runs runs, Heartbeats heartbeats, JobContext context) {
        this.runs = runs;
        this.heartbeats = heartbeats;
        this.context = context;
    }

    @Override
    public void beforeJob() {
        long run = Long.parseLong(runId);
        runs.started(run, context.getExecutionId());
        heartbeats.begin(run);
    }

    @Override
    public void afterJob() {
        long run = Long.parseLong(runId);
        heartbeats.end(run);
        if (context.getBatchStatus() == BatchStatus.FAILED) {
            runs.end(
                    run,
                    RunStatus.FAILED,
                    context.getTransientUserData() instanceof String why
                            ? why
                            : "a step failed; the log of execution " + context.getExecutionId() + " says why");
        } else {
            runs.endWell(run);
        }
    }
}
