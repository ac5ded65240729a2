package com.holded.pipeline.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.BusinessContext;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.event.QualityIssue;
import com.holded.pipeline.event.QualityScore;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Builds loadable segments line by line. */
final class Loads {
    static final Instant RECEIVED = Instant.parse("2026-03-05T10:00:00Z");

    private final SegmentTask task;
    private final List<EnrichedEvent> events = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();

    private Loads(SegmentTask task) {
        this.task = task;
    }

    static Loads of(SegmentTask task) {
        return new Loads(task);
    }

    static StoredSegment stored(SegmentId segment) {
        return new StoredSegment(segment, "raw-events/" + segment, 100, RECEIVED);
    }

    /** An event of the type {@code T}; an empty message id or amount leaves it out. */
    Loads event(String company, String messageId, String amount) {
        return event("T", company, messageId, amount);
    }

    Loads event(String type, String company, String messageId, String amount) {
        BusinessEvent event = normalised(new JsonBuilder()
                .text("event_type", type)
                .text("company_id", company)
                .text("timestamp", RECEIVED)
                .textUnlessEmpty("event_id", messageId)
                .number("amount", amount));
        events.add(new EnrichedEvent(
                nextId(),
                new UUID(0, 1),
                event,
                JsonText.write(event.toJson()).getBytes(UTF_8),
                RECEIVED,
                1,
                new QualityScore(
                        new BigDecimal("0.75"),
                        List.of(QualityIssue.NO_DEVICE, QualityIssue.NO_DATA, QualityIssue.LATE_HOURS)),
                BusinessContext.OTHER));
        return this;
    }

    Loads deadLetter() {
        deadLetters.add(new DeadLetter(
                nextId(),
                new UUID(0, 1),
                "{\"a\":\"\\u0000\"}",
                RECEIVED,
                1,
                "",
                "",
                List.of(new Violation(Reason.BAD_CHARACTER, "/a", "NUL"))));
        return this;
    }

    LoadableSegment build() {
        return new LoadableSegment(task, events, deadLetters, new LoadableSegment.Enriched("events/x", "00"));
    }

    private EventId nextId() {
        return EventId.of(task.segment(), events.size() + deadLetters.size());
    }

    private static BusinessEvent normalised(JsonBuilder event) {
        Normalised normalised = new Normaliser(JsonText::embedded).normalise(event.build(), RECEIVED);
        return ((Normalised.Valid) normalised).event();
    }
}
