package com.holded.pipeline.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.storage.RawEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final SegmentId SEGMENT = new SegmentId(RECEIVED.toEpochMilli(), 7);
    private static final SegmentTask TASK = new SegmentTask(SEGMENT, "raw-events/x", 100, RECEIVED, RECEIVED, 1);

    private static final Contract LENIENT = Contract.compile(7, "{}");
    private static final Contract STRICT =
            Contract.compile(8, "{\"properties\":{\"data\":{\"properties\":{\"amount\":{\"maximum\":10}}}}}");

    /** Java's regular expressions recurse once per character here, so a long text is too much for any stack. */
    private static final Contract TOO_DEEP =
            Contract.compile(9, "{\"properties\":{\"data\":{\"properties\":{\"note\":{\"pattern\":\"^(a|b)*$\"}}}}}");

    private final Registry registry = new Registry();
    private final Map<SegmentId, SortedMap<String, Integer>> kept = new HashMap<>();
    private final Judge judge = new Judge(registry, (task, chosen) -> {
        kept.putIfAbsent(task.segment(), new TreeMap<>(chosen));
        return kept.get(task.segment());
    });

    @Test
    void events_that_knew_their_schema_leave_no_choice_to_be_made() {
        registry.general = STRICT;

        JudgedSegment judged = judge.judge(segment(7, event("A", 50)));

        assertThat(schemas(judged)).containsExactly(7);
        assertThat(kept).isEmpty();
    }

    @Test
    void a_run_after_a_crash_comes_to_the_same_whatever_was_registered_meanwhile() {
        registry.general = LENIENT;
        registry.own.put("B", STRICT);
        RawSegment segment = segment(0, event("A", 50), event("B", 50), event("B", 5), event("C", 50));
        JudgedSegment first = judge.judge(segment);

        registry.general = STRICT;
        registry.own.put("A", STRICT);
        registry.own.put("C", STRICT);
        registry.own.remove("B");
        JudgedSegment again = judge.judge(segment);

        assertThat(again).isEqualTo(first);
        assertThat(schemas(first)).containsExactly(7, 8, 7);
        assertThat(first.deadLetters()).extracting(DeadLetter::reason).containsExactly(Reason.SCHEMA);
        assertThat(kept.get(SEGMENT)).containsExactly(Map.entry("", 7), Map.entry("B", 8));
    }

    @Test
    void the_bundled_contract_is_a_choice_too() {
        RawSegment segment = segment(0, event("A", 50));
        JudgedSegment first = judge.judge(segment);

        registry.general = STRICT;

        assertThat(judge.judge(segment)).isEqualTo(first);
        assertThat(schemas(first)).containsExactly(0);
    }

    @Test
    void a_segment_that_cannot_be_pinned_has_no_verdict() {
        Judge cut = new Judge(registry, (task, chosen) -> {
            throw new IllegalStateException("the database is gone");
        });

        assertThatThrownBy(() -> cut.judge(segment(0, event("A", 1)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_event_that_its_contract_cannot_be_applied_to_is_a_dead_letter_and_its_neighbours_pass() {
        registry.general = TOO_DEEP;
        String poison = event("A", 1).replace("}", ",\"note\":\"" + "ab".repeat(30_000) + "\"}");

        JudgedSegment judged = judge.judge(segment(9, event("A", 1), poison, event("A", 2)));

        assertThat(judged.admitted())
                .extracting(admitted -> admitted.raw().id().line())
                .containsExactly(0, 2);
        assertThat(judged.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Reason.STEP_FAILED);
            assertThat(letter.companyId()).isEqualTo("c");
            assertThat(letter.eventType()).isEqualTo("A");
            assertThat(letter.sent()).isEqualTo(poison);
            assertThat(letter.violations().get(0).message()).doesNotContain("Error", "java", "Exception");
        });
    }

    private static List<Integer> schemas(JudgedSegment judged) {
        return judged.admitted().stream().map(JudgedSegment.Admitted::schemaId).toList();
    }

    private static RawSegment segment(int schemaId, String... events) {
        List<RawEvent> raw = new java.util.ArrayList<>();
        for (String event : events) {
            raw.add(new RawEvent(
                    EventId.of(SEGMENT, raw.size()),
                    new UUID(0, 1),
                    raw.size(),
                    RECEIVED.toEpochMilli(),
                    schemaId,
                    true,
                    List.of(),
                    event.getBytes(UTF_8)));
        }
        return new RawSegment(TASK, raw);
    }

    private static String event(String type, int amount) {
        return "{\"event_type\":\"" + type + "\",\"company_id\":\"c\",\"timestamp\":1772705555000,\"amount\":" + amount
                + "}";
    }

    /** A registry of three schemas, of which any may hold. */
    private static final class Registry implements Contracts {
        private Contract general = Contract.bundled();
        private final Map<String, Contract> own = new HashMap<>();

        @Override
        public Contract current(String eventType) {
            return own.getOrDefault(eventType, general);
        }

        @Override
        public Contract byId(int id) {
            return switch (id) {
                case 7 -> LENIENT;
                case 8 -> STRICT;
                case 9 -> TOO_DEEP;
                default -> Contract.bundled();
            };
        }
    }
}
