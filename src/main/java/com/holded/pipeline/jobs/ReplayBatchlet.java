package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Replay;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.Heartbeat;
import com.holded.pipeline.pipeline.ReplayDeadLetters;
import com.holded.pipeline.platform.Settings;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.UUID;

/** Step {@code replay}: settles the dead letters of a replay, a batch at a time; a stop takes effect between two. */
@Named("replayBatchlet")
@Dependent
public class ReplayBatchlet extends AbstractBatchlet {
    private final Runs runs;
    private final Replays replays;
    private final ReplayDeadLetters steps;
    private final Settings.Jobs settings;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    ReplayBatchlet(Runs runs, Replays replays, ReplayDeadLetters steps, Settings settings) {
        this.runs = runs;
        this.replays = replays;
        this.steps = steps;
        this.settings = settings.jobs();
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        Replay replay = replays.ofRun(run).orElseThrow();
        steps.prepare();
        try (Heartbeat heartbeat = new Heartbeat(runs, run, settings.lease())) {
            Optional<UUID> last = Optional.empty();
            while (heartbeat.goesOn()) {
                last = steps.next(replay, run, last);
                if (last.isEmpty()) {
                    return "COMPLETED";
                }
            }
            return "STOPPED";
        }
    }
}
