package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Admission.Verdict;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a schema that is not registered yet would do to events that were accepted. It reads a sample of the raw segments
 * of the period, spread evenly over it, until it has seen enough events or its time is over.
 */
final class SchemaPreview {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaPreview.class);
    private static final int MOST_SEGMENTS = 200;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final int EXAMPLES = 5;
    private static final int MOST_GROUPS = 100;

    private final Segments segments;
    private final ObjectStore store;
    private final Clock clock;

    SchemaPreview(Segments segments, ObjectStore store, Clock clock) {
        this.segments = segments;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param proposed the schema
     * @param subject only events whose own subject this is; all, when it is empty or the general one
     * @param days how far back
     * @param most events that are judged
     */
    record Question(Contract proposed, String subject, int days, int most) {
        private boolean isOf(String eventType) {
            return subject.isEmpty()
                    || subject.equals(LiveContracts.GENERAL_SUBJECT)
                    || subject.equals(Contracts.subjectOf(eventType));
        }
    }

    /** The answer, as it is shown. */
    Json.Obj answer(Question question) {
        Instant now = clock.instant();
        Instant from = now.minus(Duration.ofDays(question.days()));
        Segments.Sample sample = segments.sample(new SegmentId(from.toEpochMilli(), 0), MOST_SEGMENTS);
        Findings findings = new Findings(question);
        int left = sample.keys().size();
        for (String key : sample.keys()) {
            if (findings.judged == question.most() || clock.instant().isAfter(now.plus(LONGEST))) {
                break;
            }
            // So much of each that one with many events does not stand for all.
            read(key, findings, Math.max(1, (question.most() - findings.judged) / left--));
        }
        return findings.toJson(from, sample);
    }

    private void read(String key, Findings findings, int most) {
        try {
            findings.add(SegmentFormat.decode(store.read(key)), most);
        } catch (SegmentFormat.Damaged damaged) {
            leaveOut(key, damaged);
        } catch (StorageException failure) {
            if (failure.kind() != StorageException.Kind.NOT_FOUND) {
                throw failure;
            }
            leaveOut(key, failure);
        }
    }

    /** The sample is the smaller for it, and the answer says how many segments were read. */
    private static void leaveOut(String key, RuntimeException why) {
        LOG.warn("Segment {} is left out of a schema preview: {}", key, why.getMessage());
    }

    /** One thing that would break. */
    private record Place(String pointer, String keyword) {}

    /** Events that would break there. */
    private static final class Group {
        private final String message;
        private final List<EventId> examples = new ArrayList<>();
        private long events;

        Group(String message) {
            this.message = message;
        }
    }

    /** What was seen so far. */
    private static final class Findings {
        private final Question question;
        private final Admission admission;
        private final Map<Place, Group> groups = new LinkedHashMap<>();
        private final List<EventId> examples = new ArrayList<>();
        private int segmentsRead;
        private int judged;
        private int ofOthers;
        private int rejectedBefore;
        private int broken;
        private boolean cutShort;

        Findings(Question question) {
            this.question = question;
            this.admission = new Admission(Contracts.only(question.proposed()));
        }

        /** Judges at most so many events of a segment. */
        void add(List<RawEvent> events, int most) {
            segmentsRead++;
            int end = judged + most;
            for (RawEvent event : events) {
                if (judged == end) {
                    cutShort = true;
                    return;
                }
                add(event);
            }
        }

        private void add(RawEvent event) {
            if (!event.accepted()) {
                rejectedBefore++;
                return;
            }
            byte[] sent = event.event();
            Verdict verdict = admission.judge(
                    JsonText.parse(sent, 0, sent.length, JsonText.Limits.widest()),
                    Instant.ofEpochMilli(event.receivedAtMillis()));
            if (!question.isOf(typeOf(verdict))) {
                ofOthers++;
                return;
            }
            judged++;
            if (verdict instanceof Verdict.Refused refused) {
                breaks(event.id(), refused.violations());
            }
        }

        private static String typeOf(Verdict verdict) {
            return verdict instanceof Verdict.Refused refused
                    ? refused.eventType()
                    : ((Verdict.Admitted) verdict).event().eventType();
        }

        private void breaks(EventId id, List<Violation> violations) {
            broken++;
            example(examples, id);
            Set<Place> places = new LinkedHashSet<>();
            for (Violation violation : violations) {
                Place place = new Place(
                        violation.pointer(),
                        violation.reason() == Reason.SCHEMA
                                ? violation.keyword()
                                : violation.reason().name());
                if (places.add(place) && (groups.containsKey(place) || groups.size() < MOST_GROUPS)) {
                    Group group = groups.computeIfAbsent(place, unseen -> new Group(violation.message()));
                    group.events++;
                    example(group.examples, id);
                }
            }
        }

        private static void example(List<EventId> examples, EventId id) {
            if (examples.size() < EXAMPLES) {
                examples.add(id);
            }
        }

        Json.Obj toJson(Instant from, Segments.Sample sample) {
            return new JsonBuilder()
                    .text("from", from)
                    .number("segments_in_period", sample.total())
                    .number("segments_read", segmentsRead)
                    .number("events_judged", judged)
                    .number("events_of_other_types", ofOthers)
                    .number("events_rejected_before", rejectedBefore)
                    .member("complete", new Json.Bool(segmentsRead == sample.total() && !cutShort))
                    .number("would_break", broken)
                    .member("examples", ids(examples))
                    .member(
                            "groups",
                            Answers.array(
                                    groups.entrySet().stream()
                                            .sorted(Comparator.comparingLong(
                                                            (Map.Entry<Place, Group> entry) -> entry.getValue().events)
                                                    .reversed())
                                            .toList(),
                                    entry -> group(entry.getKey(), entry.getValue())))
                    .build();
        }

        private static Json.Obj group(Place place, Group group) {
            return new JsonBuilder()
                    .text("pointer", place.pointer())
                    .text("keyword", place.keyword())
                    .text("message", group.message)
                    .number("events", group.events)
                    .member("examples", ids(group.examples))
                    .build();
        }

        private static Json.Arr ids(List<EventId> ids) {
            return Answers.array(ids, id -> new Json.Text(id.toString()));
        }
    }
}
