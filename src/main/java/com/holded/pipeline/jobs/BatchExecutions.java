package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchRuntime;
import java.util.Properties;

/** Hands runs over to Jakarta Batch. */
final class BatchExecutions {
    private BatchExecutions() {}

    /** Starts the job of this name, which finds its run by the job parameter {@code runId}; a run that cannot start ends. */
    static void launch(Runs runs, String job, long runId) {
        Properties parameters = new Properties();
        parameters.setProperty("runId", Long.toString(runId));
        try {
            runs.started(runId, BatchRuntime.getJobOperator().start(job, parameters));
        } catch (BatchRuntimeException e) {
            runs.end(runId, RunStatus.FAILED, "Jakarta Batch did not start the job");
            throw new ProblemException(ErrorCode.INTERNAL, "the job could not be started", e);
        }
    }

    /** 409, since a run of this job is alive. */
    static ProblemException alreadyAlive(String job) {
        return new ProblemException(
                ErrorCode.CONFLICT, "an execution of " + job + " is alive; only one runs at a time");
    }
}
