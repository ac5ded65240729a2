package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Runs;
import com.holded.pipeline.pipeline.Heartbeat;
import com.holded.pipeline.platform.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The heartbeats of the runs on this replica: each beats from before the first step of its job to after the last. */
@Singleton
public class Heartbeats {
    private final Runs runs;
    private final Settings.Jobs settings;
    private final Map<Long, Heartbeat> alive = new ConcurrentHashMap<>();

    @Inject
    Heartbeats(Runs runs, Settings settings) {
        this.runs = runs;
        this.settings = settings.jobs();
    }

    void begin(long runId) {
        alive.computeIfAbsent(runId, id -> new Heartbeat(runs, id, settings.lease()));
    }

    /** That of a run whose job has begun. */
    Heartbeat of(long runId) {
        return Objects.requireNonNull(alive.get(runId), "the job's listener has begun it");
    }

    void end(long runId) {
        Heartbeat ended = alive.remove(runId);
        if (ended != null) {
            ended.close();
        }
    }
}
