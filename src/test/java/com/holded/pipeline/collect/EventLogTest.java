package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.OwnLimits;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventLogTest {
    private static final Instant DAY = Instant.parse("2026-11-22T10:00:00Z");

    private static final Instant NOW = Instant.parse("2026-12-01T12:34:56.789Z");

    private static final Caller ANALYST = new Caller("analyst", Set.of(Role.ANALYST));
    private static final Caller BOUND = new Caller("k", Set.of(Role.PRODUCER), "company_1", OwnLimits.NONE);

    private final FakeStorage storage = new FakeStorage();
    private final EventLog log = new EventLog(storage, Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);
    private final EventsResource resource = new EventsResource(log);

    @Test
    void an_event_is_found_by_its_id_with_one_read() {
        List<RawEvent> stored = store(DAY, "company_1", 3);

        Json event = parse(bytes(resource.find(stored.get(1).id().toString(), ANALYST)));

        assertThat(storage.reads).hasValue(1);
        assertThat(event.asObject().orElseThrow().members().keySet())
                .contains(
                        "event_id",
                        "package_id",
                        "correlation_id",
                        "event_type",
                        "company_id",
                        "user_id",
                        "timestamp",
                        "holded_timestamp",
                        "target_subscription",
                        "message_id",
                        "platform",
                        "tracked_device",
                        "original_holded_event");
        assertThat(text(event, "event_id")).isEqualTo(stored.get(1).id().toString());
        assertThat(text(event, "correlation_id"))
                .isEqualTo(stored.get(1).packageId().toString());
        assertThat(text(event, "company_id")).isEqualTo("company_1");
        assertThat(text(event, "holded_timestamp")).isEqualTo("2026-03-05T10:12:35.000Z");
        assertThat(FakeStorage.member(event, "platform").isNull()).isTrue();
        assertThat(FakeStorage.member(event, "original_holded_event"))
                .isEqualTo(parse(stored.get(1).event()));
    }

    @Test
    void a_rejected_event_is_shown_as_it_was_sent_and_with_its_errors() {
        SegmentId segment = new SegmentId(DAY.toEpochMilli(), 1);
        RawEvent bad =
                raw(segment, 0, "{\"n\":1e999,\"a\":1,\"a\":\"\\ud800\"}", new Violation(Reason.BAD_ID, "/x", "no"));
        store(segment, List.of(bad));

        String answer = resource.find(bad.id().toString(), ANALYST);

        assertThat(answer)
                .contains("\"original_holded_event\":{\"n\":1e999,\"a\":1,\"a\":\"\\ud800\"}")
                .contains("\"errors\":[{\"reason\":\"BAD_ID\",\"pointer\":\"/x\",\"message\":\"no\"}]")
                .contains("\"status\":\"rejected\"");
    }

    @Test
    void ids_that_no_event_has_are_not_found() {
        List<RawEvent> stored = store(DAY, "company_1", 3);
        SegmentId segment = stored.get(0).id().segment();

        for (Object id : List.of(
                EventId.of(segment, 3),
                EventId.of(new SegmentId(segment.openedAtMillis() + 1, segment.writer()), 0),
                EventId.of(new SegmentId(segment.openedAtMillis(), 2), 0),
                PackageId.of(segment, 0),
                "8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11")) {
            assertThat(problem(() -> resource.find(id.toString(), ANALYST)).code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1e9",
                "x",
                "1-1-1-1-1",
                "../../etc/passwd",
                "019ab0d1-0000-7000-8000-00000000000",
                "019ab0d1-0000-7000-8000-0000000000000",
                " 019ab0d1-0000-7000-8000-000000000000"
            })
    void an_id_that_is_none_is_a_bad_parameter(String id) {
        ProblemException problem = problem(() -> resource.find(id, ANALYST));

        assertThat(problem.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(problem.parameters()).containsEntry("parameter", "event_id");
        assertThat(storage.reads).hasValue(0);
    }

    @Test
    void pages_go_from_the_newest_to_the_oldest_and_miss_none() {
        List<String> all = new ArrayList<>();
        for (int segment = 0; segment < 30; segment++) {
            store(DAY.plusSeconds(segment * 7200L), "company_" + segment % 3, 1 + segment % 5)
                    .forEach(event -> all.add(event.id().toString()));
        }
        Collections.reverse(all);

        for (int limit : new int[] {1, 2, 7, 50, 500}) {
            List<String> seen = new ArrayList<>();
            String cursor = "";
            do {
                Json page = list("", "", "", "", limit, cursor);
                assertThat(number(page, "total")).isEqualTo(String.valueOf(all.size()));
                entries(page).forEach(entry -> seen.add(text(entry, "event_id")));
                cursor = page.asObject()
                        .orElseThrow()
                        .member("next")
                        .flatMap(Json::asText)
                        .orElse("");
            } while (!cursor.isEmpty());
            assertThat(seen).as("limit %s", limit).isEqualTo(all);
        }
    }

    @Test
    void filters_hold_for_the_page_and_for_the_total() {
        store(DAY, "company_1", 2);
        store(DAY.plusSeconds(86_400), "company_1", 3);
        store(DAY.plusSeconds(86_401), "company_2", 4);
        SegmentId segment = new SegmentId(DAY.plusSeconds(5).toEpochMilli(), 9);
        store(segment, List.of(raw(segment, 0, "7", new Violation(Reason.NOT_AN_EVENT, "", "no"))));

        assertThat(totals(list("", "", "", "", 50, ""))).containsExactly(10, 10);
        assertThat(totals(list("2026-11-22", "", "", "", 50, ""))).containsExactly(3, 3);
        assertThat(totals(list("2026-11-23", "company_1", "", "", 2, ""))).containsExactly(3, 2);
        assertThat(totals(list("2026-11-24", "", "", "", 50, ""))).containsExactly(0, 0);
        assertThat(totals(list("", "company_1", "", "", 50, ""))).containsExactly(5, 5);
        assertThat(totals(list("", "company", "", "", 50, ""))).containsExactly(0, 0);
        assertThat(totals(list("", "", "INVOICE_PAID", "", 50, ""))).containsExactly(9, 9);
        assertThat(totals(list("", "", "", "rejected", 50, ""))).containsExactly(1, 1);
        assertThat(totals(list("", "", "", "accepted", 50, ""))).containsExactly(9, 9);
    }

    @Test
    void an_entry_tells_where_the_event_stands() {
        RawEvent stored = store(DAY, "company_1", 1).get(0);

        Json entry = entries(list("", "", "", "", 50, "")).get(0);

        assertThat(text(entry, "object_name"))
                .isEqualTo(Keys.rawSegment(stored.id().segment()));
        assertThat(number(entry, "size")).isEqualTo(String.valueOf(stored.event().length));
        assertThat(text(entry, "last_modified")).isEqualTo("2026-11-22T21:00:00Z");
        assertThat(text(entry, "event_type")).isEqualTo("INVOICE_PAID");
        assertThat(text(entry, "company_id")).isEqualTo("company_1");
        assertThat(text(entry, "status")).isEqualTo("accepted");
    }

    @Test
    void a_second_look_reads_only_the_page() {
        for (int segment = 0; segment < 100; segment++) {
            store(DAY.plusSeconds(segment), "company_1", 5);
        }
        list("", "", "", "", 10, "");
        storage.reads.set(0);

        list("", "company_1", "", "", 10, "");

        assertThat(storage.reads.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void objects_that_are_no_segments_disturb_nothing() {
        store(DAY, "company_1", 2);
        storage.objects.put("raw-events/2026/11/22/readme.txt", bytes("hello"));
        storage.objects.put("raw-events/zzz", new byte[0]);
        storage.objects.put(Keys.rawSegment(new SegmentId(DAY.toEpochMilli() + 7, 7)), bytes("not zstd at all, no"));

        assertThat(totals(list("", "", "", "", 50, ""))).containsExactly(2, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "day, 2026-13-01",
        "day, 2026-02-30",
        "day, yesterday",
        "day, -0001-01-01",
        "day, 1969-12-31",
        "status, good",
        "limit, 0",
        "limit, -1",
        "limit, 501",
        "limit, 1000000000",
        "limit, ten",
        "cursor, x",
        "cursor, 8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11"
    })
    void a_wrong_parameter_is_named(String name, String value) {
        ProblemException problem = problem(() -> resource.list(
                name.equals("day") ? value : "",
                "",
                "",
                name.equals("status") ? value : "",
                name.equals("limit") ? value : "50",
                name.equals("cursor") ? value : "",
                ANALYST));

        assertThat(problem.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
        assertThat(problem.parameters()).containsEntry("parameter", name);
    }

    @Test
    void summaries_beyond_the_limit_are_forgotten_from_the_least_used_on() {
        SegmentSummaries summaries = new SegmentSummaries(3);
        for (int segment = 0; segment < 10; segment++) {
            SegmentId id = new SegmentId(segment, 1);
            summaries.keep(
                    id, SegmentSummaries.Summary.of(List.of(raw(id, 0, "1", new Violation(Reason.BAD_ID, "", "")))));
            summaries.find(new SegmentId(0, 1));
        }

        assertThat(summaries.size()).isEqualTo(3);
        assertThat(summaries.find(new SegmentId(0, 1))).isNotNull();
        assertThat(summaries.find(new SegmentId(1, 1))).isNull();
    }

    @Test
    void another_company_is_not_there_for_a_bound_caller() {
        RawEvent own = store(DAY, "company_1", 1).get(0);
        RawEvent foreign = store(DAY.plusSeconds(1), "company_2", 1).get(0);
        String missing = EventId.of(new SegmentId(1, 1), 0).toString();

        ProblemException hidden = problem(() -> resource.find(foreign.id().toString(), BOUND));

        assertThat(hidden.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(hidden.detail().replace(foreign.id().toString(), missing))
                .isEqualTo(problem(() -> resource.find(missing, BOUND)).detail());
        assertThat(resource.find(own.id().toString(), BOUND)).contains(own.id().toString());
        assertThat(resource.list("", "", "", "", "50", "", BOUND))
                .contains(own.id().toString(), "\"total\":1")
                .doesNotContain("company_2");
        assertThat(resource.list("", "company_2", "", "", "50", "", BOUND))
                .isEqualTo("{\"events\":[],\"total\":0,\"total_is\":\"exact\"}");
    }

    @Test
    void another_companys_event_costs_as_many_reads_as_one_that_is_not_there() {
        RawEvent foreign = store(DAY, "company_2", 1).get(0);
        SegmentId segment = foreign.id().segment();

        for (EventId id : List.of(
                foreign.id(),
                EventId.of(segment, 1),
                EventId.of(new SegmentId(segment.openedAtMillis() - 1, segment.writer()), 0),
                EventId.of(new SegmentId(segment.openedAtMillis(), segment.writer() + 1), 0))) {
            storage.reads.set(0);

            assertThat(problem(() -> resource.find(id.toString(), BOUND)).code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(storage.reads).hasValue(1);
            assertThat(storage.lists).hasValue(0);
        }
    }

    @Test
    void a_segment_under_the_name_of_another_is_not_shown() {
        List<RawEvent> stored = store(DAY, "company_1", 2);
        storage.objects.put(Keys.rawSegment(new SegmentId(DAY.toEpochMilli() + 7, 7)), SegmentFormat.encode(stored));

        assertThat(totals(list("", "", "", "", 50, ""))).containsExactly(2, 2);
    }

    private Json list(String day, String company, String type, String status, int limit, String cursor) {
        return parse(bytes(resource.list(day, company, type, status, String.valueOf(limit), cursor, ANALYST)));
    }

    private static List<Integer> totals(Json page) {
        return List.of(Integer.parseInt(number(page, "total")), entries(page).size());
    }

    private static List<Json> entries(Json page) {
        return ((Json.Arr) FakeStorage.member(page, "events")).elements();
    }

    private List<RawEvent> store(Instant openedAt, String company, int count) {
        SegmentId segment = new SegmentId(openedAt.toEpochMilli(), 1);
        List<RawEvent> events = new ArrayList<>();
        for (int line = 0; line < count; line++) {
            events.add(raw(
                    segment,
                    line,
                    "{\"event_type\":\"INVOICE_PAID\",\"company_id\":\"" + company
                            + "\",\"user_id\":\"u\",\"timestamp\":1772705555000,\"amount\":1.10}"));
        }
        store(segment, events);
        return events;
    }

    private void store(SegmentId segment, List<RawEvent> events) {
        storage.objects.put(Keys.rawSegment(segment), SegmentFormat.encode(events));
    }

    private static RawEvent raw(SegmentId segment, int line, String event, Violation... violations) {
        return new RawEvent(
                EventId.of(segment, line),
                PackageId.of(segment, 0).value(),
                line,
                segment.openedAtMillis(),
                0,
                violations.length == 0,
                List.of(violations),
                bytes(event));
    }

    private static ProblemException problem(Runnable call) {
        return catchThrowableOfType(ProblemException.class, call::run);
    }

    private static Json parse(byte[] text) {
        return JsonText.parse(text, 0, text.length, JsonText.Limits.ofDepth(64)).value();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Json object, String name) {
        return FakeStorage.member(object, name).asText().orElseThrow();
    }

    private static String number(Json object, String name) {
        return FakeStorage.member(object, name).asNumber().orElseThrow();
    }
}
