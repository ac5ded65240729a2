package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.MergePatch;
import com.holded.pipeline.ledger.RepeatedOutcomes;
import com.holded.pipeline.ledger.ReplayBatch;
import com.holded.pipeline.ledger.ReplayOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does again over the tables of a rebuild what administrators did with dead letters. What a replay settled is judged again
 * with its edits, by the schema that it was judged by, and counted; what it did not settle stays open, tried once more;
 * what was discarded is discarded. Nothing is added to the audit, and no object is written: those of then count.
 */
final class RepeatReplays {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatReplays.class);

    private final RepeatedOutcomes outcomes;
    private final SecondVerdict verdict;

    RepeatReplays(RepeatedOutcomes outcomes, SecondVerdict verdict) {
        this.outcomes = outcomes;
        this.verdict = verdict;
    }

    /** Behind which segment the next outcomes stand; empty when there are none. */
    Optional<String> nextPlace() {
        return outcomes.nextPlace();
    }

    /** Repeats the next outcomes. */
    void next(long runId) {
        Optional<RepeatedOutcomes.Batch> batch = outcomes.next();
        if (batch.isEmpty()) {
            return;
        }
        List<ReplayOutcome> unlike = outcomes.repeat(runId, batch.get(), judge(batch.get()));
        if (!unlike.isEmpty()) {
            LOG.warn(
                    "{} dead letters that replay {} had settled do not pass any more and stay open, {} first",
                    unlike.size(),
                    batch.get().actionId(),
                    unlike.get(0).id());
        }
    }

    private ReplayBatch judge(RepeatedOutcomes.Batch batch) {
        Optional<MergePatch> patch = ReplayDeadLetters.patch(batch.patch());
        List<EnrichedEvent> passed = new ArrayList<>();
        List<ReplayBatch.Failed> failed = new ArrayList<>();
        SecondVerdict.Findings findings = new SecondVerdict.Findings() {
            @Override
            public void passed(EnrichedEvent event) {
                passed.add(event);
            }

            @Override
            public void failed(ReplayBatch.Failed letter) {
                failed.add(letter);
            }
        };
        for (RepeatedOutcomes.Outcome outcome : batch.outcomes()) {
            if (outcome.letter().isEmpty() || outcome.outcome().equals("discarded")) {
                continue;
            }
            if (outcome.settled()) {
                verdict.judgeAsThen(outcome.letter().get(), patch, outcome.schemaId(), findings);
            } else {
                failed.add(new ReplayBatch.Failed(new EventId(outcome.eventId()), outcome.schemaId(), List.of()));
            }
        }
        return new ReplayBatch(passed, failed, "");
    }
}
