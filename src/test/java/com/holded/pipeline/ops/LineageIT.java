package com.holded.pipeline.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Where events are, one by one and in sum, as producers, analysts and operators ask. */
class LineageIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");
    private static final long NOW = System.currentTimeMillis();

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.JOB_LEASE, "PT5S"));
        client = new Client(platform);
        sql = new Sql(platform);
        awaitHealth();
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void an_event_is_followed_from_the_raw_object_to_its_row() {
        String id = collect("accepted", event("FOLLOWED", "company_f", "f", 7));

        JsonNode before = lineage(id);
        client.runJob();
        JsonNode after = lineage(id);

        assertThat(before.path("outcome").asString()).isEqualTo("in_flight");
        assertThat(before.has("segment")).as(before.toString()).isFalse();
        assertThat(before.at("/raw/status").asString()).isEqualTo("accepted");
        assertThat(after.path("outcome").asString()).isEqualTo("loaded");
        assertThat(after.path("raw")).isEqualTo(before.path("raw"));
        assertThat(new Bucket(platform).keys("raw-events/"))
                .contains(after.at("/raw/object_name").asString());
        assertThat(after.at("/segment/execution/status").asString()).isEqualTo("COMPLETED");
        assertThat(sql.rows(
                        "SELECT s.run_id, s.enriched_key, s.enriched_sha256 FROM raw_segments s WHERE object_key = ?",
                        after.at("/raw/object_name").asString()))
                .containsExactly(after.at("/segment/execution/execution_id").asString() + "|"
                        + after.at("/enriched/object_name").asString() + "|"
                        + after.at("/enriched/sha256").asString());
        assertThat(after.at("/enriched/object_name").asString())
                .endsWith("-" + after.at("/segment/pipeline_version").asString() + ".ndjson.zst");
        assertThat(after.at("/segment/pipeline_version").asString()).startsWith("p");
        assertThat(new Bucket(platform)
                        .lines(after.at("/enriched/object_name").asString()).stream()
                                .map(line -> line.at("/metadata/eventId").asString()))
                .contains(id);
        assertThat(sql.rows(
                        "SELECT schema_id, business_day, data_quality_score FROM business_events"
                                + " WHERE event_id = ?::uuid",
                        id))
                .containsExactly(after.at("/row/schema_id").asString() + "|"
                        + after.at("/row/business_day").asString() + "|"
                        + after.at("/row/data_quality_score").decimalValue().toPlainString());
    }

    @Test
    void what_is_not_counted_tells_why() {
        String first = collect("accepted", event("TOLD", "company_t", "t", 1));
        client.runJob();
        String again = collect("accepted", event("TOLD", "company_t", "t", 1));
        String other = collect("accepted", event("TOLD", "company_t", "t", 2));
        String rejected = collect("rejected", event("TOLD", "company_t", "r", -1));
        String deadAtTheJob = store("{\"event_type\":\"TOLD\",\"company_id\":\"company_t\",\"timestamp\":\"no time\"}");
        SegmentId damaged = newSegment();
        put(damaged, "no segment".getBytes(UTF_8));
        client.runJob();

        JsonNode duplicate = lineage(again);
        assertThat(duplicate.path("outcome").asString()).isEqualTo("duplicate");
        assertThat(duplicate.at("/duplicate/original_event_id").asString()).isEqualTo(first);
        assertThat(duplicate.has("enriched")).isTrue();
        JsonNode conflict = lineage(other);
        assertThat(conflict.path("outcome").asString()).isEqualTo("conflict");
        assertThat(conflict.at("/dead_letter/reason").asString()).isEqualTo("ID_CONFLICT");
        assertThat(conflict.has("enriched")).isTrue();
        assertThat(conflict.path("dead_letter").has("object_name")).isFalse();
        JsonNode atTheDoor = lineage(rejected);
        assertThat(atTheDoor.path("outcome").asString()).isEqualTo("dead_letter");
        assertThat(atTheDoor.at("/raw/status").asString()).isEqualTo("rejected");
        assertThat(atTheDoor.at("/raw/errors")).isEqualTo(atTheDoor.at("/dead_letter/errors"));
        assertThat(atTheDoor.has("enriched")).isFalse();
        JsonNode atTheJob = lineage(deadAtTheJob);
        assertThat(atTheJob.path("outcome").asString()).isEqualTo("dead_letter");
        assertThat(atTheJob.at("/raw/status").asString()).isEqualTo("accepted");
        assertThat(atTheJob.at("/dead_letter/status").asString()).isEqualTo("open");
        assertThat(new Bucket(platform).keys("dead-letter/"))
                .contains(atTheJob.at("/dead_letter/object_name").asString());
        JsonNode unreadable = lineage(EventId.of(damaged, 0).toString());
        assertThat(unreadable.path("outcome").asString()).isEqualTo("quarantined");
        Answer itself = client.read("/events/" + EventId.of(damaged, 0));
        assertThat(itself.status()).isEqualTo(500);
        assertThat(itself.json().path("code").asString()).isEqualTo("SEGMENT_DAMAGED");
        assertThat(unreadable.at("/raw/unreadable").asString()).isNotEmpty();
        assertThat(unreadable.at("/segment/reason").asString()).isNotEmpty();

        JsonNode replay = replay("event_id=" + rejected, "{\"timestamp\":" + NOW + "}");

        JsonNode replayed = lineage(rejected);
        assertThat(replayed.path("outcome").asString()).isEqualTo("loaded");
        assertThat(replayed.at("/dead_letter/status").asString()).isEqualTo("replayed");
        assertThat(replayed.at("/dead_letter/history/0/outcome").asString()).isEqualTo("loaded");
        assertThat(replayed.at("/dead_letter/history/0/execution_id").asString())
                .isEqualTo(replay.path("execution_id").asString());
        assertThat(new Bucket(platform).keys("events/"))
                .contains(replayed.at("/dead_letter/history/0/enriched_object").asString());
        assertThat(replayed.toString())
                .as("who asked is told by the dead letter")
                .doesNotContain("requested_by");
        assertThat(replayed.has("row")).isTrue();
        JsonNode ledger = ledger("company=company_t").path("total");
        assertThat(ledger.path("received").asInt()).isEqualTo(5);
        assertThat(ledger.path("loaded").asInt()).isEqualTo(2);
        assertThat(ledger.path("duplicates").asInt()).isEqualTo(1);
        assertThat(ledger.path("conflicts").asInt()).isEqualTo(1);
        assertThat(ledger.path("dead_letters").asInt()).isEqualTo(1);
        assertThat(ledger.path("replayed").asInt()).isEqualTo(1);
        assertThat(ledger.has("residual")).isFalse();
        assertConserved();
        assertThat(ledger("").at("/total/segments/quarantined").asInt()).isEqualTo(1);
    }

    @Test
    void a_lost_row_is_a_residual_in_its_hour_and_the_event_is_missing() {
        String lost = collect("accepted", event("LOST", "company_l", "l", 1));
        String kept = collect("accepted", event("LOST", "company_l", "k", 1));
        String dead = collect("rejected", event("LOST", "company_l", "d", -1));
        client.runJob();
        String hour = hourOf(lost);
        int received = total(hour, "received");
        assertConserved();

        sql.execute("CREATE TABLE kept_rows AS SELECT * FROM business_events WHERE event_id = '" + lost + "'");
        sql.execute("CREATE TABLE kept_letters AS SELECT * FROM dead_letters WHERE event_id = '" + dead + "'");
        sql.execute("DELETE FROM business_events WHERE event_id = '" + lost + "'");

        assertThat(total(hour, "residual")).isEqualTo(1);
        assertThat(total(hour, "received")).isEqualTo(received);
        assertThat(ledger("").at("/total/residual").asInt()).isEqualTo(1);
        assertThat(ledger("").at("/total/balanced").asBoolean()).isFalse();
        assertThat(lineage(lost).path("outcome").asString()).isEqualTo("missing");

        assertThat(sql.rows(queryOfTheDocumentation(lost)))
                .singleElement()
                .asString()
                .startsWith(segmentOf(lost) + "|");

        sql.execute("DELETE FROM dead_letters WHERE event_id = '" + dead + "'");
        assertThat(ledger("").at("/total/residual").asInt()).isEqualTo(2);

        sql.execute("INSERT INTO dead_letters SELECT * FROM kept_letters");
        sql.execute("INSERT INTO duplicate_events (event_id, original_event_id, segment_id) SELECT '" + lost + "', '"
                + kept + "', segment_id FROM dead_letters WHERE event_id = '" + dead + "'");
        assertThat(ledger("").at("/total/residual").asInt()).isZero();
        assertThat(ledger("").at("/total/balanced").asBoolean())
                .as("the sum is right, the kinds are not")
                .isFalse();

        sql.execute("DELETE FROM duplicate_events WHERE event_id = '" + lost + "'");
        sql.execute("INSERT INTO business_events SELECT * FROM kept_rows");
        sql.execute("DROP TABLE kept_rows, kept_letters");
        assertConserved();
    }

    @Test
    void a_known_segment_that_is_not_loaded_is_in_flight_or_set_aside() {
        String id = store(event("FLYING", "company_w", "w", 1));
        EventId event = EventId.from(UUID.fromString(id)).orElseThrow();
        sql.execute("INSERT INTO raw_segments (segment_id, object_key, size_bytes, stored_at) VALUES ('"
                + event.segment() + "', '" + Keys.rawSegment(event.segment()) + "', 4321, now())");

        JsonNode lineage = lineage(id);
        JsonNode segments = ledger("").at("/total/segments");

        assertThat(lineage.path("outcome").asString()).isEqualTo("in_flight");
        assertThat(lineage.at("/segment/state").asString()).isEqualTo("new");
        assertThat(segments.path("in_flight").asInt()).isEqualTo(1);
        assertThat(segments.path("in_flight_bytes").asInt()).isEqualTo(4321);
        assertConserved();

        String segment = " WHERE segment_id = '" + event.segment() + "'";
        sql.execute("UPDATE raw_segments SET state = 'quarantined', reason = 'was unreadable'" + segment);
        assertThat(lineage(id).path("outcome").asString()).isEqualTo("quarantined");
        assertThat(lineage(id).at("/segment/reason").asString()).isEqualTo("was unreadable");

        sql.execute("UPDATE raw_segments SET state = 'new', reason = ''" + segment);
        client.runJob();
        assertThat(lineage(id).path("outcome").asString()).isEqualTo("loaded");
        assertThat(ledger("").at("/total/segments/in_flight").asInt()).isZero();
    }

    @Test
    void a_bound_caller_follows_and_counts_its_own_alone() {
        String mine = collect("accepted", event("BOUND", "company_mine", "b", 1));
        String theirs = collect("accepted", event("BOUND", "company_theirs", "b", 1));
        client.runJob();
        String producer = key("producer", "company_mine");
        String analyst = key("analyst", "company_mine");

        Answer own = as(producer, "/events/" + mine + "/lineage");
        Answer foreign = as(producer, "/events/" + theirs + "/lineage");
        JsonNode ledger = as(analyst, "/ops/ledger").json();

        assertThat(own.json().path("outcome").asString()).isEqualTo("loaded");
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.json().path("detail").asString())
                .isEqualTo(
                        as(producer, "/events/" + theirs).json().path("detail").asString());
        assertThat(ledger.path("company").asString()).isEqualTo("company_mine");
        assertThat(ledger.at("/total/received").asInt()).isEqualTo(1);
        assertThat(ledger.path("total").has("segments")).isFalse();
        assertThat(as(analyst, "/ops/ledger?company=company_theirs")
                        .json()
                        .at("/total/received")
                        .asInt())
                .isZero();
        assertThat(as(producer, "/ops/ledger").status()).isEqualTo(403);
    }

    @Test
    void an_id_that_no_event_has_is_not_found() {
        String id = collect("accepted", event("ALONE", "company_o", "o", 1));
        EventId event = EventId.from(UUID.fromString(id)).orElseThrow();

        assertThat(client.read("/events/" + UUID.randomUUID() + "/lineage").status())
                .isEqualTo(404);
        assertThat(client.read("/events/" + EventId.of(event.segment(), 4_000) + "/lineage")
                        .status())
                .isEqualTo(404);
        assertThat(client.read("/events/mine/lineage").json().path("code").asString())
                .isEqualTo("BAD_PARAMETER");
        assertThat(lineage(id.toUpperCase(Locale.ROOT)).path("event_id").asString())
                .isEqualTo(id);
    }

    @Test
    void a_span_that_is_none_is_refused() {
        for (String query : List.of(
                "from=yesterday",
                "to=2026-13-01",
                "from=2026-03-05&to=2026-03-04",
                "from=2026-03-05T10:00:00Z&to=2026-03-05T10:00:00Z",
                "from=2026-01-01&to=2026-02-01",
                "from=1969-12-31&to=1970-01-01",
                "to=9999-12-31",
                "to=-1000000000-01-01T00:00:00Z",
                "company=%00")) {
            Answer answer = client.read("/ops/ledger?" + query);

            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.json().path("code").asString()).as(query).isEqualTo("BAD_PARAMETER");
        }
        JsonNode month = ledger("from=2026-01-01&to=2026-01-31");
        assertThat(month.path("from").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(month.path("to").asString()).isEqualTo("2026-02-01T00:00:00Z");
        assertThat(month.path("hours").size()).isZero();
        assertThat(month.at("/total/balanced").asBoolean()).isTrue();
        JsonNode hour = ledger("from=2026-03-05T10:59:59.999Z&to=2026-03-05T11:00:00.001Z");
        assertThat(hour.path("from").asString()).isEqualTo("2026-03-05T10:00:00Z");
        assertThat(hour.path("to").asString()).isEqualTo("2026-03-05T12:00:00Z");
    }

    @Test
    void without_the_database_the_way_ends_at_the_raw_object() {
        assumeTrue(platform.postgres().isPresent(), "an external server is not ours to kill");
        String id = collect("accepted", event("OUTAGE", "company_u", "u", 1));
        client.runJob();
        platform.postgres().orElseThrow().kill();
        try {
            Answer during = client.read("/events/" + id + "/lineage");

            assertThat(during.status()).as(during.text()).isEqualTo(200);
            assertThat(during.json().path("outcome").asString()).isEqualTo("unknown");
            assertThat(during.json().at("/raw/status").asString()).isEqualTo("accepted");
            assertThat(during.json().has("segment")).isFalse();
            assertThat(client.read("/events/" + UUID.randomUUID() + "/lineage").status())
                    .isEqualTo(404);
            assertThat(client.read("/ops/ledger").json().path("code").asString())
                    .isEqualTo("DATABASE_UNAVAILABLE");
        } finally {
            platform.postgres().orElseThrow().start();
        }
        awaitHealth();
        assertThat(lineage(id).path("outcome").asString()).isEqualTo("loaded");
    }

    /** In sum and in each hour, and as the tables say when they are asked by hand. */
    private static void assertConserved() {
        JsonNode ledger = ledger("");
        ledger.path("hours").valueStream().forEach(LineageIT::assertBalances);
        assertBalances(ledger.path("total"));
        assertThat(ledger.path("hours").size()).isPositive();
        assertThat(sql.rows("SELECT (SELECT sum(events) FROM raw_segments), (SELECT count(*) FROM business_events),"
                        + " (SELECT count(*) FROM duplicate_events),"
                        + " (SELECT count(*) FROM dead_letters WHERE status <> 'replayed')"))
                .containsExactly(ledger.at("/total/received").asInt() + "|"
                        + ledger.at("/total/loaded").asInt() + "|"
                        + ledger.at("/total/duplicates").asInt() + "|"
                        + (ledger.at("/total/conflicts").asInt()
                                + ledger.at("/total/dead_letters").asInt()));
    }

    private static void assertBalances(JsonNode figures) {
        assertThat(figures.path("residual").asInt()).as(figures.toString()).isZero();
        assertThat(figures.path("balanced").asBoolean()).as(figures.toString()).isTrue();
    }

    private static int total(String hour, String figure) {
        return ledger("")
                .path("hours")
                .valueStream()
                .filter(balance -> balance.path("hour").asString().equals(hour))
                .findFirst()
                .orElseThrow()
                .path(figure)
                .asInt();
    }

    private static String queryOfTheDocumentation(String id) {
        String text = docs("operations.md");
        String query = text.substring(text.indexOf("```sql\n") + "```sql\n".length());
        return query.substring(0, query.indexOf("```"))
                .strip()
                .replace(";", "")
                .replace("20260305T10", segmentOf(id).toString().substring(0, "20260305T10".length()));
    }

    private static String docs(String name) {
        try {
            return Files.readString(Path.of("docs", name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static SegmentId segmentOf(String id) {
        return EventId.from(UUID.fromString(id)).orElseThrow().segment();
    }

    private static String hourOf(String id) {
        return segmentOf(id).openedAt().truncatedTo(ChronoUnit.HOURS).toString();
    }

    /** Puts a segment of one event, which the door would have accepted, into storage; the event's id. */
    private static String store(String event) {
        SegmentId segment = newSegment();
        RawEvent raw = new RawEvent(
                EventId.of(segment, 0),
                PackageId.of(segment, 0).value(),
                0,
                segment.openedAtMillis(),
                0,
                true,
                List.of(),
                event.getBytes(UTF_8));
        put(segment, SegmentFormat.encode(List.of(raw)));
        return raw.id().toString();
    }

    private static void put(SegmentId segment, byte[] object) {
        try (ObjectStore store = ObjectStore.connect(platform.settings().storage())) {
            store.put(new NewObject(Keys.rawSegment(segment), object, SegmentFormat.CONTENT_TYPE));
        }
    }

    private static SegmentId newSegment() {
        return new SegmentId(Instant.now().toEpochMilli(), UUID.randomUUID().getMostSignificantBits() >>> 24);
    }

    /** A negative amount makes the event one that no contract takes: its timestamp is no time. */
    private static String event(String type, String company, String message, int amount) {
        return "{\"event_type\":\"" + type + "\",\"company_id\":\"" + company + "\",\"user_id\":\"u\",\"event_id\":\""
                + message + "\","
                + (amount < 0 ? "\"timestamp\":\"no time\"}" : "\"timestamp\":" + NOW + ",\"amount\":" + amount + "}");
    }

    /** Sends one event, which gets this status; its id. */
    private static String collect(String status, String event) {
        Answer answer = client.post("/collect", event);
        List<String> ids = Client.ids(answer.json(), status);
        assertThat(ids).as(answer.text()).hasSize(1);
        return ids.get(0);
    }

    private static JsonNode replay(String query, String patch) {
        Answer started = send("/dead-letters/replay?" + query, patch);
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        String execution = started.json().path("execution").path("execution_id").asString();
        return Waiting.until(
                PATIENCE,
                "the end of the replay",
                () -> client.read("/jobs/executions/" + execution).json(),
                run -> ENDED.contains(run.path("status").asString()));
    }

    private static JsonNode lineage(String id) {
        Answer answer = client.read("/events/" + id + "/lineage");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode ledger(String query) {
        Answer answer = client.read("/ops/ledger?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static Answer as(String key, String path) {
        return client.send(client.request(path).header("X-API-Key", key).GET());
    }

    private static String key(String role, String company) {
        Answer made = send("/keys", "{\"name\":\"it\",\"role\":\"" + role + "\",\"company\":\"" + company + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().path("key").asString();
    }

    private static Answer send(String path, String json) {
        return client.send(client.request(path)
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static void awaitHealth() {
        Waiting.until(
                PATIENCE,
                "health",
                () -> client.read("/health").text(),
                health -> health.contains("\"status\":\"healthy\"") && health.contains("\"degraded\":false"));
    }
}
