package com.holded.pipeline.jobs;

import com.holded.pipeline.ledger.Runs;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Step {@code close}: writes the run's last figures and its end. */
@Named("closeBatchlet")
@Dependent
public class CloseBatchlet extends AbstractBatchlet {
    private final Runs runs;
    private final Heartbeats heartbeats;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    CloseBatchlet(Runs runs, Heartbeats heartbeats) {
        this.runs = runs;
        this.heartbeats = heartbeats;
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        heartbeats.end(run);
        runs.endWell(run);
        return "CLOSED";
    }
}
