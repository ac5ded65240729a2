package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.Replay;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.ReplayDeadLetters;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Starts the job {@value #NAME}. Thread-safe. */
@Singleton
public class ReplayJob {
    /** Name of the job and of its XML. */
    public static final String NAME = ReplayDeadLetters.JOB;

    private final Runs runs;
    private final Replays replays;

    @Inject
    ReplayJob(Runs runs, Replays replays) {
        this.runs = runs;
        this.replays = replays;
    }

    /** A replay and the run that carries it out. */
    public record Started(Replay replay, Run run) {}

    /**
     * Puts a replay on record and starts it.
     *
     * @throws ProblemException CONFLICT when one is alive, here or on another replica; then nothing is on record
     */
    public Started start(String requestedBy, DeadLetterFilter filter, Optional<String> patch) {
        Run run = runs.start(NAME, requestedBy).orElseThrow(() -> BatchExecutions.alreadyAlive(NAME));
        Replay replay = replays.request(requestedBy, filter, patch, run.id());
        BatchExecutions.launch(runs, NAME, run.id());
        return new Started(replay, run);
    }

    /**
     * Starts a run that does what an ended one left undone of its replay.
     *
     * @throws ProblemException CONFLICT when it left nothing, was restarted before, or another is alive
     */
    public Run restart(Run ended, String startedBy) {
        Replay replay = replays.ofRun(ended.id())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.CONFLICT, "execution " + ended.id() + " had not begun: ask for the replay again"));
        Run run = BatchExecutions.restart(runs, ended, startedBy);
        replays.resume(replay.id(), run.id());
        BatchExecutions.launch(runs, NAME, run.id());
        return run;
    }
}
