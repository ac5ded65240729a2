package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Admission.Verdict;
import com.holded.pipeline.storage.RawEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Normalises and validates each event under the schema that the door recorded, or where it knew none, under the one that
 * holds when the segment is begun. What the door rejected stays rejected, whatever a later schema says: its producer was
 * told so.
 */
final class JudgeEventsFn extends DoFn<Batch<RawSegment>, Batch<JudgedSegment>> {
    private static final JsonText.Limits LIMITS = JsonText.Limits.widest();

    private final Deployment deployment;

    JudgeEventsFn(Deployment deployment) {
        this.deployment = deployment;
    }

    @ProcessElement
    public void process(@Element Batch<RawSegment> segments, OutputReceiver<Batch<JudgedSegment>> out) {
        Worker worker = Worker.of(deployment);
        out.output(segments.map(segment -> judge(worker.admission().pinned(), segment)));
    }

    private static JudgedSegment judge(Admission admission, RawSegment segment) {
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
