package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Replay;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.pipeline.Heartbeat;
import com.holded.pipeline.pipeline.ReplayDeadLetters;
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
    private final Heartbeats heartbeats;
    private final Replays replays;
    private final ReplayDeadLetters steps;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    ReplayBatchlet(Heartbeats heartbeats, Replays replays, ReplayDeadLetters steps) {
        this.heartbeats = heartbeats;
        this.replays = replays;
        this.steps = steps;
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        Replay replay = replays.ofRun(run).orElseThrow();
        steps.prepare();
        Heartbeat heartbeat = heartbeats.of(run);
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
