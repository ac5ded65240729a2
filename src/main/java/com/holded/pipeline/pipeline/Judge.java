package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Admission.Verdict;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.storage.RawEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * The second verdict on each event of a segment: under the schema that the door recorded, or where it knew none, under
 * the one that held when a run first judged the segment. What the door rejected stays rejected, whatever a later schema
 * says: its producer was told so. Thread-safe.
 */
final class Judge {
    private static final JsonText.Limits LIMITS = JsonText.Limits.widest();

    private final Contracts contracts;
    private final Choices choices;

    /** Where the choice of schemas is kept that a segment's events are judged by. */
    interface Choices {
        /** The first choice for this segment, which is this one unless there was another before. */
        SortedMap<String, Integer> keep(SegmentTask task, SortedMap<String, Integer> chosen);
    }

    Judge(Contracts contracts, Choices choices) {
        this.contracts = contracts;
        this.choices = choices;
    }

    /** One that comes to its verdicts as this one would now, and keeps no choice. */
    Judge withoutTrace() {
        return new Judge(contracts, (task, chosen) -> chosen);
    }

    /**
     * The verdicts, one on each event. The choice of schemas is on record before anybody sees them, so that a run which
     * comes after a crash comes to the same.
     */
    JudgedSegment judge(RawSegment segment) {
        ChosenContracts now = new ChosenContracts(contracts, Collections.emptySortedMap());
        JudgedSegment judged = judge(segment, now);
        if (now.chosen().isEmpty()) {
            return judged;
        }
        SortedMap<String, Integer> kept = choices.keep(segment.task(), now.chosen());
        return kept.equals(now.chosen()) ? judged : judge(segment, new ChosenContracts(contracts, kept));
    }

    private static JudgedSegment judge(RawSegment segment, Contracts contracts) {
        Admission admission = new Admission(contracts);
        List<JudgedSegment.Admitted> admitted = new ArrayList<>(segment.events().size());
        List<DeadLetter> deadLetters = new ArrayList<>();
        for (RawEvent raw : segment.events()) {
            Verdict verdict = judge(admission, raw);
            if (raw.accepted() && verdict instanceof Verdict.Admitted passed) {
                admitted.add(new JudgedSegment.Admitted(raw, passed.event(), passed.schemaId()));
            } else {
                deadLetters.add(deadLetter(raw, verdict));
            }
        }
        return new JudgedSegment(segment.task(), admitted, deadLetters);
    }

    private static Verdict judge(Admission admission, RawEvent raw) {
        byte[] sent = raw.event();
        try {
            return admission.judge(
                    JsonText.parse(sent, 0, sent.length, LIMITS),
                    Instant.ofEpochMilli(raw.receivedAtMillis()),
                    raw.schemaId());
        } catch (JsonText.Malformed e) {
            return new Verdict.Refused(
                    List.of(new Violation(Reason.NOT_AN_EVENT, "", String.valueOf(e.getMessage()))), "", "", 0);
        }
    }

    private static DeadLetter deadLetter(RawEvent raw, Verdict verdict) {
        List<Violation> violations = raw.violations();
        String companyId;
        String eventType;
        if (verdict instanceof Verdict.Refused refused) {
            companyId = refused.companyId();
            eventType = refused.eventType();
            violations = violations.isEmpty() ? refused.violations() : violations;
        } else {
            Verdict.Admitted admitted = (Verdict.Admitted) verdict;
            companyId = admitted.event().companyId();
            eventType = admitted.event().eventType();
        }
        return new DeadLetter(
                raw.id(),
                raw.packageId(),
                new String(raw.event(), StandardCharsets.UTF_8),
                Instant.ofEpochMilli(raw.receivedAtMillis()),
                raw.schemaId(),
                companyId,
                eventType,
                violations);
    }
}
