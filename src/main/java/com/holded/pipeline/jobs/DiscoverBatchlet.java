package com.holded.pipeline.jobs;

import com.holded.pipeline.pipeline.ProcessingRun;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Step {@code discover}: registers the segments that collection has stored since the last time. */
@Named("discoverBatchlet")
@Dependent
public class DiscoverBatchlet extends AbstractBatchlet {
    private final ProcessingRun processing;

    @Inject
    DiscoverBatchlet(ProcessingRun processing) {
        this.processing = processing;
    }

    @Override
    public String process() {
        return processing.discover() + " new segments";
    }
}
