package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Properties;

/** Starts and stops the job {@value #NAME}. Thread-safe. */
@Singleton
public class ProcessEvents {
    /** Name of the job and of its XML. */
    public static final String NAME = "process-events";

    private final Runs runs;

    @Inject
    ProcessEvents(Runs runs) {
        this.runs = runs;
    }

    /** Starts a run; empty when one is alive, here or on another replica. */
    public Optional<Run> start(String startedBy) {
        Optional<Run> run = runs.start(NAME, startedBy);
        run.map(Run::id).ifPresent(this::launch);
        return run;
    }

    private void launch(long runId) {
        Properties parameters = new Properties();
        parameters.setProperty("runId", Long.toString(runId));
        try {
            runs.started(runId, BatchRuntime.getJobOperator().start(NAME, parameters));
        } catch (BatchRuntimeException e) {
            runs.end(runId, RunStatus.FAILED, "Jakarta Batch did not start the job");
            throw new ProblemException(ErrorCode.INTERNAL, "the job could not be started", e);
        }
    }

    /**
     * Asks a run to stop, wherever it runs; it does within a second or two, between two transactions.
     *
     * @throws ProblemException NOT_FOUND, or CONFLICT when it has ended
     */
    public Run stop(long runId) {
        find(runId);
        if (!runs.stopping(runId)) {
            throw new ProblemException(ErrorCode.CONFLICT, "execution " + runId + " has ended");
        }
        return find(runId);
    }

    /**
     * Starts a run that does what an ended one left undone.
     *
     * @throws ProblemException NOT_FOUND, or CONFLICT when the old one is alive or left nothing, or another is alive
     */
    public Run restart(long runId, String startedBy) {
        Run run = find(runId);
        if (run.status().alive() || run.status() == RunStatus.COMPLETED) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "execution " + runId + " is " + run.status() + ": there is nothing to restart");
        }
        return start(startedBy).orElseThrow(ProcessEvents::alreadyAlive);
    }

    /**
     * The run of this id.
     *
     * @throws ProblemException NOT_FOUND
     */
    public Run find(long runId) {
        return runs.find(runId)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "there is no execution " + runId));
    }

    static ProblemException alreadyAlive() {
        return new ProblemException(
                ErrorCode.CONFLICT, "an execution of " + NAME + " is alive; only one runs at a time");
    }
}
