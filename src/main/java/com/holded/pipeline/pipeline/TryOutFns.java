package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.DryRuns;
import org.apache.beam.sdk.transforms.DoFn;

/** The last steps of a dry run, in the place of the load and the quarantine. */
final class TryOutFns {
    private TryOutFns() {}

    /** Notes what would become of each segment's events. */
    static final class TryOutFn extends DoFn<Batch<EnrichedSegment>, Void> {
        private final Deployment deployment;
        private final DryRuns.Question question;

        TryOutFn(Deployment deployment, DryRuns.Question question) {
            this.deployment = deployment;
            this.question = question;
        }

        @ProcessElement
        public void process(@Element Batch<EnrichedSegment> batch) {
            DryRuns dryRuns = Worker.of(deployment).dryRuns();
            for (EnrichedSegment segment : batch.segments()) {
                dryRuns.tryOut(segment.task(), segment.events(), segment.deadLetters(), question);
            }
        }
    }

    /** Notes each segment that would be set aside. */
    static final class NoteCorruptFn extends DoFn<CorruptSegment, Void> {
        private final Deployment deployment;

        NoteCorruptFn(Deployment deployment) {
            this.deployment = deployment;
        }

        @ProcessElement
        public void process(@Element CorruptSegment corrupt) {
            Worker.of(deployment).dryRuns().unreadable(corrupt.task());
        }
    }
}
