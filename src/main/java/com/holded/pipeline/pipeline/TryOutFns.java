package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.DryRuns;

/** The last steps of a dry run, in the place of the load and the quarantine. */
final class TryOutFns {
    private TryOutFns() {}

    /** Notes what would become of each segment's events. */
    static final class TryOutFn extends WorkerFn<Batch<EnrichedSegment>, Void, DryRuns> {
        private final DryRuns.Question question;

        TryOutFn(Deployment deployment, DryRuns.Question question) {
            super(WorkerPart.of(deployment, Worker::dryRuns));
            this.question = question;
        }

        @ProcessElement
        public void process(@Element Batch<EnrichedSegment> batch) {
            DryRuns dryRuns = here();
            for (EnrichedSegment segment : batch.segments()) {
                dryRuns.tryOut(segment.task(), segment.events(), segment.deadLetters(), question);
            }
        }
    }

    /** Notes each segment that would be set aside. */
    static final class NoteCorruptFn extends WorkerFn<CorruptSegment, Void, DryRuns> {
        NoteCorruptFn(Deployment deployment) {
            super(WorkerPart.of(deployment, Worker::dryRuns));
        }

        @ProcessElement
        public void process(@Element CorruptSegment corrupt) {
            here().unreadable(corrupt.task());
        }
    }
}
