package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.BatchRepository;
import com.holded.pipeline.ledger.Run;
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

    /**
     * Starts the job of this name, which finds its run by the job parameter {@code runId}; a run that cannot start ends.
     *
     * @throws ProblemException DATABASE_UNAVAILABLE when the job repository cannot be reached, INTERNAL when the job is
     *     refused
     */
    static void launch(Runs runs, String job, long runId) {
        Properties parameters = new Properties();
        parameters.setProperty("runId", Long.toString(runId));
        try {
            BatchRepository.requireReachable();
            BatchRuntime.getJobOperator().start(job, parameters);
        } catch (BatchRuntimeException e) {
            runs.end(runId, RunStatus.FAILED, "Jakarta Batch did not start the job");
            throw new ProblemException(ErrorCode.INTERNAL, "the job could not be started", e);
        } catch (ProblemException unreachable) {
            runs.end(runId, RunStatus.FAILED, unreachable.detail());
            throw unreachable;
        }
    }

    /** 409, since a run of this job is alive. */
    static ProblemException alreadyAlive(String job) {
        return new ProblemException(
                ErrorCode.CONFLICT, "an execution of " + job + " is alive; only one runs at a time");
    }

    /** A run that does the rest of an ended one; 409 when one is alive, or this rest was taken up before. */
    static Run restart(Runs runs, Run ended, String startedBy) {
        requireNotRestarted(runs, ended);
        return runs.restart(ended, startedBy).orElseThrow(() -> {
            requireNotRestarted(runs, ended);
            return alreadyAlive(ended.job());
        });
    }

    private static void requireNotRestarted(Runs runs, Run ended) {
        runs.restartOf(ended.id()).ifPresent(later -> {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "execution " + ended.id() + " was restarted already, as execution " + later.id());
        });
    }
}
