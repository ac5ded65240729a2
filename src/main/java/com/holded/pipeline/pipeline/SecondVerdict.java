package com.holded.pipeline.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.MergePatch;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.ledger.ReplayBatch;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Admission.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges a dead letter again as the door would judge its event today: by today's limits and the contract that holds now,
 * after the administrator's edits. Thread-safe.
 */
final class SecondVerdict {
    private static final Violation FOREIGN = new Violation(
            Reason.FORBIDDEN_COMPANY,
            "",
            "its sender may not speak for this company; a replay lets it pass only when it asks for this reason");

    private final Admission admission;
    private final Enrichment enrichment;
    private final Settings.Collect door;

    SecondVerdict(Admission admission, Enrichment enrichment, Settings.Collect door) {
        this.admission = admission;
        this.enrichment = enrichment;
        this.door = door;
    }

    /** Takes what was found. */
    interface Findings {
        void passed(EnrichedEvent event);

        void failed(ReplayBatch.Failed failed);
    }

    void judge(KeptDeadLetter letter, DeadLetterFilter filter, Optional<MergePatch> patch, Findings findings) {
        EventId id = new EventId(letter.eventId());
        JsonText.Parsed element;
        String text = letter.event();
        try {
            element = parse(text);
            if (patch.isPresent()) {
                JsonText.Parsed sent = element;
                text = JsonText.write(patch.get().applyTo(sent.value()));
                element = patched(sent, parse(text), patch.get());
            }
        } catch (JsonText.Malformed beyondLimits) {
            findings.failed(new ReplayBatch.Failed(
                    id, 0, List.of(new Violation(Reason.NOT_AN_EVENT, "", String.valueOf(beyondLimits.getMessage())))));
            return;
        }
        Verdict verdict = admission.judge(element, letter.receivedAt());
        List<Violation> violations = violations(verdict, letter, filter, text);
        if (violations.isEmpty()) {
            findings.passed(enrichment.enrich(
                    id,
                    letter.packageId(),
                    ((Verdict.Admitted) verdict).event(),
                    text,
                    letter.receivedAt(),
                    verdict.schemaId()));
        } else {
            findings.failed(new ReplayBatch.Failed(id, verdict.schemaId(), violations));
        }
    }

    private JsonText.Parsed parse(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return JsonText.parse(utf8, 0, utf8.length, door.json());
    }

    /** The value after the edits. What was wrong with the text as sent is mended only where the edits put another value. */
    private static JsonText.Parsed patched(JsonText.Parsed sent, JsonText.Parsed edited, MergePatch patch) {
        Stream<Violation> left = sent.violations().stream().filter(violation -> !patch.replaces(violation.pointer()));
        return new JsonText.Parsed(
                edited.value(),
                Stream.concat(left, edited.violations().stream()).distinct().toList());
    }

    private List<Violation> violations(Verdict verdict, KeptDeadLetter letter, DeadLetterFilter filter, String text) {
        List<Violation> violations = new ArrayList<>();
        String foreign = Reason.FORBIDDEN_COMPANY.name();
        // Otherwise a forged event would be counted by a replay that was meant for others.
        if (letter.reason().equals(foreign) && !filter.reason().equals(foreign)) {
            violations.add(FOREIGN);
        }
        if (verdict instanceof Verdict.Refused refused) {
            violations.addAll(refused.violations());
        }
        int bytes = text.getBytes(UTF_8).length;
        if (bytes > door.eventBytes()) {
            violations.add(new Violation(
                    Reason.EVENT_TOO_LARGE,
                    "",
                    "the event has " + bytes + " bytes; at most " + door.eventBytes() + " are taken"));
        }
        return violations;
    }
}
