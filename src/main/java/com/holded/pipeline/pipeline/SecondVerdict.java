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
        edited(letter, patch, door.json(), findings).ifPresent(edited -> {
            Verdict verdict = admission.judge(edited.element(), letter.receivedAt());
            tell(letter, edited.text(), verdict, violations(verdict, letter, filter, edited.text()), findings);
        });
    }

    /**
     * The verdict of a replay that let it pass, found again: by the schema that it was judged by then. Limits of the door,
     * which may be tighter today, do not matter; who may replay what was decided then.
     */
    void judgeAsThen(KeptDeadLetter letter, Optional<MergePatch> patch, int schemaId, Findings findings) {
        edited(letter, patch, JsonText.Limits.widest(), findings).ifPresent(edited -> {
            Verdict verdict = admission.judge(edited.element(), letter.receivedAt(), schemaId);
            List<Violation> violations = verdict instanceof Verdict.Refused refused ? refused.violations() : List.of();
            tell(letter, edited.text(), verdict, violations, findings);
        });
    }

    private void tell(
            KeptDeadLetter letter, String text, Verdict verdict, List<Violation> violations, Findings findings) {
        EventId id = new EventId(letter.eventId());
        if (violations.isEmpty()) {
            findings.passed(enrichment.enrich(
                    id,
                    letter.packageId(),
                    ((Verdict.Admitted) verdict).event(),
                    text.getBytes(UTF_8),
                    letter.receivedAt(),
                    verdict.schemaId()));
        } else {
            findings.failed(new ReplayBatch.Failed(id, verdict.schemaId(), violations));
        }
    }

    /** An event after the edits. */
    private record Edited(JsonText.Parsed element, String text) {}

    /** The event of a letter after the edits; one that is beyond the limits has failed. */
    private static Optional<Edited> edited(
            KeptDeadLetter letter, Optional<MergePatch> patch, JsonText.Limits limits, Findings findings) {
        try {
            JsonText.Parsed sent = parse(letter.event(), limits);
            if (patch.isEmpty()) {
                return Optional.of(new Edited(sent, letter.event()));
            }
            String text = JsonText.write(patch.get().applyTo(sent.value()));
            return Optional.of(new Edited(patched(sent, parse(text, limits), patch.get()), text));
        } catch (JsonText.Malformed beyondLimits) {
            findings.failed(new ReplayBatch.Failed(
                    new EventId(letter.eventId()),
                    0,
                    List.of(new Violation(Reason.NOT_AN_EVENT, "", String.valueOf(beyondLimits.getMessage())))));
            return Optional.empty();
        }
    }

    private static JsonText.Parsed parse(String text, JsonText.Limits limits) {
        byte[] utf8 = text.getBytes(UTF_8);
        return JsonText.parse(utf8, 0, utf8.length, limits);
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
