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

/** Ends the run in the run table as the Jakarta Batch execution ended. */
@Named("runListener")
@Dependent
public class RunListener extends AbstractJobListener {
    private final Runs runs;
    private final JobContext context;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    RunListener(Runs runs, JobContext context) {
        this.runs = runs;
        this.context = context;
    }

    @Override
    public void afterJob() {
        if (context.getBatchStatus() == BatchStatus.FAILED) {
            runs.end(
                    Long.parseLong(runId),
                    RunStatus.FAILED,
                    context.getTransientUserData() instanceof String why
                            ? why
                            : "a step failed; the log of execution " + context.getExecutionId() + " says why");
        } else {
            runs.endWell(Long.parseLong(runId));
        }
    }
}
