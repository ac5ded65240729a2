package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.RebuildRun;
import com.holded.pipeline.platform.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Starts the job {@value #NAME}. Thread-safe. */
@Singleton
public class RebuildJob {
    /** Name of the job and of its XML. */
    public static final String NAME = RebuildRun.JOB;

    private final Runs runs;

    @Inject
    RebuildJob(Runs runs) {
        this.runs = runs;
    }

    /**
     * Starts a run, which goes on with what one before it left.
     *
     * @throws ProblemException CONFLICT when one is alive, here or on another replica
     */
    public Run start(String startedBy) {
        Run run = runs.start(NAME, startedBy).orElseThrow(() -> BatchExecutions.alreadyAlive(NAME));
        BatchExecutions.launch(runs, NAME, run.id());
        return run;
    }

    /** Starts a run that does the rest of an ended one; CONFLICT when one is alive, or this rest was taken up before. */
    Run restart(Run ended, String startedBy) {
        Run run = BatchExecutions.restart(runs, ended, startedBy);
        BatchExecutions.launch(runs, NAME, run.id());
        return run;
    }
}
