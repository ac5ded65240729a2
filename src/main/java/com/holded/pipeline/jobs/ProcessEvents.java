package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunParameters;
import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.ProcessingRun;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Starts and stops the job {@value #NAME}. Thread-safe. */
@Singleton
public class ProcessEvents {
    /** Name of the job and of its XML. */
    public static final String NAME = ProcessingRun.JOB;

    private final Runs runs;

    @Inject
    ProcessEvents(Runs runs) {
        this.runs = runs;
    }

    /** Starts a run over all that waits; empty when one is alive, here or on another replica. */
    public Optional<Run> start(String startedBy) {
        return start(startedBy, RunParameters.ALL);
    }

    private Optional<Run> start(String startedBy, RunParameters parameters) {
        Optional<Run> run = runs.start(NAME, startedBy, parameters);
        run.map(Run::id).ifPresent(id -> BatchExecutions.launch(runs, NAME, id));
        return run;
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

    /** Starts a run; CONFLICT when one is alive. */
    Run startAlone(String startedBy, RunParameters parameters) {
        return start(startedBy, parameters).orElseThrow(() -> BatchExecutions.alreadyAlive(NAME));
    }

    /** Starts a run that does the rest of an ended one; CONFLICT when one is alive, or this rest was taken up before. */
    Run restart(Run ended, String startedBy) {
        Run run = BatchExecutions.restart(runs, ended, startedBy);
        BatchExecutions.launch(runs, NAME, run.id());
        return run;
    }

    /**
     * The run of this id, whose job it may be, which ended and left something undone.
     *
     * @throws ProblemException NOT_FOUND, or CONFLICT when it is alive or left nothing
     */
    Run unfinished(long runId) {
        Run run = find(runId);
        if (run.status().alive() || run.status() == RunStatus.COMPLETED) {
            throw new ProblemException(
                    ErrorCode.CONFLICT, "execution " + runId + " is " + run.status() + ": there is nothing to restart");
        }
        return run;
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
}
