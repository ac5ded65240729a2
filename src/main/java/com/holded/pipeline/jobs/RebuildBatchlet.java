package com.holded.pipeline.jobs;

import com.holded.pipeline.pipeline.RebuildRun;
import com.holded.pipeline.pipeline.SchemasOutOfReach;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Step {@code rebuild}: loads all raw segments into new tables, and puts them in the place of the old ones. */
@Named("rebuildBatchlet")
@Dependent
public class RebuildBatchlet extends AbstractBatchlet {
    private final RebuildRun rebuild;
    private final Heartbeats heartbeats;
    private final JobContext job;

    @Inject
    @BatchProperty
    private String runId;

    @Inject
    RebuildBatchlet(RebuildRun rebuild, Heartbeats heartbeats, JobContext job) {
        this.rebuild = rebuild;
        this.heartbeats = heartbeats;
        this.job = job;
    }

    @Override
    public String process() {
        long run = Long.parseLong(runId);
        try {
            return rebuild.run(run, heartbeats.of(run)).name();
        } catch (SchemasOutOfReach outage) {
            job.setTransientUserData(outage.getMessage());
            throw outage;
        } catch (ProblemException problem) {
            // What an administrator can do something about says so itself; the rest is in the log.
            if (problem.code() == ErrorCode.CONFLICT) {
                job.setTransientUserData(problem.getMessage());
            }
            throw problem;
        }
    }
}
