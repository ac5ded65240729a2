package com.holded.pipeline.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Dead letters and the way back, as producers, analysts and administrators see it. Each test has an event type of its own. */
class DeadLettersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");
    private static final String AT_MOST_10 =
            "{\"properties\":{\"data\":{\"properties\":{\"amount\":{\"maximum\":10}}}}}";
    private static final String AT_MOST_1000 =
            "{\"properties\":{\"data\":{\"properties\":{\"amount\":{\"maximum\":1000}}}}}";

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;
    private static Bucket bucket;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.JOB_LEASE, "PT5S"));
        client = new Client(platform);
        sql = new Sql(platform);
        bucket = new Bucket(platform);
        awaitHealth();
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void a_hundred_events_that_break_version_1_come_back_to_life_with_version_2_once() {
        registerAndAwait("WALLET_TOPPED", AT_MOST_10, 100);
        List<String> sent = collect("rejected", events("WALLET_TOPPED", "company_a", "w", 100, 100));
        collect("accepted", events("WALLET_TOPPED", "company_a", "small", 10, 5));
        client.runJob();
        assertThat(read("/dead-letters?type=WALLET_TOPPED&limit=500")
                        .path("total")
                        .asInt())
                .isEqualTo(100);
        JsonNode group = read("/dead-letters/groups?type=WALLET_TOPPED").at("/groups/0");
        assertThat(group.path("reason").asString()
                        + group.path("pointer").asString()
                        + group.path("keyword").asString()
                        + group.path("events").asInt())
                .isEqualTo("SCHEMA/data/amountmaximum100");

        assertThat(tryOut("type=WALLET_TOPPED", "").path("summary").asString())
                .isEqualTo("0 of 100 would pass, 100 still fail on /data/amount");
        register("WALLET_TOPPED", AT_MOST_1000);
        JsonNode trial = tryOut("type=WALLET_TOPPED", "");
        assertThat(trial.path("summary").asString()).isEqualTo("with WALLET_TOPPED version 2, 100 of 100 would pass");
        assertThat(trial.path("would_load").asInt()).isEqualTo(100);
        assertThat(sql.rows("SELECT count(*) FROM business_events WHERE event_type = 'WALLET_TOPPED'"))
                .as("a dry run changes nothing")
                .containsExactly("10");

        JsonNode first = replay("type=WALLET_TOPPED", "");
        JsonNode second = replay("type=WALLET_TOPPED", "");

        assertThat(first.path("loaded").asInt()).isEqualTo(100);
        assertThat(second.path("events").asInt()).isZero();
        assertThat(sql.rows("SELECT event_id FROM business_events WHERE event_type = 'WALLET_TOPPED' AND amount = 100"
                        + " ORDER BY 1"))
                .as("under the ids that the producer was given")
                .containsExactlyElementsOf(sent.stream().sorted().toList());
        assertThat(sql.rows("SELECT count(*) FROM duplicate_events JOIN dead_letters USING (event_id)"
                        + " WHERE event_type = 'WALLET_TOPPED'"))
                .containsExactly("0");
        assertThat(sql.rows("SELECT requested_by, filter->>'type' FROM dead_letter_actions"
                        + " WHERE filter->>'type' = 'WALLET_TOPPED'"))
                .containsExactly("admin|WALLET_TOPPED", "admin|WALLET_TOPPED");
        assertThat(read("/dead-letters?type=WALLET_TOPPED&status=open")
                        .path("total")
                        .asInt())
                .isZero();
        assertAnalyticsEqualARecount();
        assertTheManifestHolds("WALLET_TOPPED", sent);
        JsonNode letter = read("/dead-letters/" + sent.get(0));
        assertThat(letter.path("status").asString()).isEqualTo("replayed");
        assertThat(letter.at("/history/0/outcome").asString()).isEqualTo("loaded");
        assertThat(read("/events/" + sent.get(0)).path("event_id").asString()).isEqualTo(sent.get(0));
    }

    @Test
    void a_service_that_is_killed_in_the_middle_of_a_replay_has_counted_each_event_once_in_the_end() throws Exception {
        assumeTrue(platform.postgres().isPresent(), "locks in an external server may be others'");
        registerAndAwait("CARD_CHARGED", AT_MOST_10, 100);
        List<String> sent = new ArrayList<>();
        for (int batch = 0; batch < 12; batch++) {
            sent.addAll(collect("rejected", events("CARD_CHARGED", "company_b", "c" + batch, 100, 100)));
        }
        client.runJob();
        register("CARD_CHARGED", AT_MOST_1000);
        // The second of the three transactions waits before it commits, for as long as this test likes.
        sql.execute("CREATE FUNCTION wait_in_the_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF (SELECT count(*) FROM dead_letter_outcomes WHERE action_id = NEW.action_id) >= 500 THEN"
                + " PERFORM pg_advisory_xact_lock(4711); END IF; RETURN NEW; END $$");
        sql.execute("CREATE TRIGGER wait_in_the_second BEFORE INSERT ON dead_letter_outcomes"
                + " FOR EACH ROW EXECUTE FUNCTION wait_in_the_second()");
        String killed;
        try (Connection holder = platform.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(4711)");
            killed = startReplay("type=CARD_CHARGED", "")
                    .path("execution")
                    .path("execution_id")
                    .asString();
            Waiting.until(
                    PATIENCE,
                    "the second transaction to wait",
                    () -> sql.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
                    rows -> rows.equals(List.of("1")));
            platform.payara().kill();
        }
        Waiting.until(
                PATIENCE,
                "its connection to be gone",
                () -> sql.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
                rows -> rows.equals(List.of("0")));
        sql.execute("DROP TRIGGER wait_in_the_second ON dead_letter_outcomes");
        assertThat(sql.rows("SELECT count(*) FROM business_events WHERE event_type = 'CARD_CHARGED'"))
                .containsExactly("500");
        platform.payara().start();
        awaitHealth();

        JsonNode again = Waiting.until(
                        PATIENCE,
                        "the lease of the dead run to end",
                        () -> command("/dead-letters/replay?type=CARD_CHARGED", ""),
                        answer -> answer.status() == 202)
                .json();
        JsonNode ended = awaitEnd(again.path("execution").path("execution_id").asString());

        assertThat(ended.path("loaded").asInt()).isEqualTo(700);
        assertThat(read("/jobs/executions/" + killed).path("status").asString()).isEqualTo("ABANDONED");
        assertThat(sql.rows("SELECT event_id FROM business_events WHERE event_type = 'CARD_CHARGED' ORDER BY 1"))
                .containsExactlyElementsOf(sent.stream().sorted().toList());
        assertThat(sql.rows("SELECT count(*) FROM dead_letter_actions WHERE filter->>'type' = 'CARD_CHARGED'"))
                .containsExactly("2");
        assertAnalyticsEqualARecount();
        assertTheManifestHolds("CARD_CHARGED", sent);
    }

    @Test
    void an_edit_mends_what_no_schema_can_and_the_raw_event_stays_as_it_was_sent() {
        String id = collect(
                        "rejected",
                        "{\"event_type\":\"EDITED\",\"event_id\":\"e1\",\"timestamp\":" + System.currentTimeMillis()
                                + ",\"amount\":7.10}")
                .get(0);
        client.runJob();

        assertThat(tryOut("event_id=" + id, "").path("would_pass").asInt()).isZero();
        assertThat(tryOut("event_id=" + id, "{\"company_id\":\"company_c\"}")
                        .path("would_pass")
                        .asInt())
                .isEqualTo(1);
        replay("event_id=" + id, "{\"company_id\":\"company_c\"}");

        assertThat(sql.rows("SELECT event_id, company_id, amount FROM business_events WHERE event_type = 'EDITED'"))
                .containsExactly(id + "|company_c|7.10");
        assertThat(read("/dead-letters/" + id).path("event").has("company_id")).isFalse();
        JsonNode replays = adminRead("/dead-letters/replays?limit=1").at("/replays/0");
        assertThat(replays.path("patch").path("company_id").asString()).isEqualTo("company_c");
        assertThat(replays.path("loaded").asInt()).isEqualTo(1);
    }

    @Test
    void a_message_that_was_counted_meanwhile_is_a_duplicate_and_one_with_other_content_stays_dead() {
        registerAndAwait("MEANWHILE", AT_MOST_10, 100);
        long now = System.currentTimeMillis();
        List<String> dead = collect(
                "rejected",
                "[" + event("MEANWHILE", "company_d", "same", 100, now) + ","
                        + event("MEANWHILE", "company_d", "other", 100, now) + "]");
        register("MEANWHILE", AT_MOST_1000);
        awaitVerdict("MEANWHILE", 100, "accepted");
        collect(
                "accepted",
                "[" + event("MEANWHILE", "company_d", "same", 100, now) + ","
                        + event("MEANWHILE", "company_d", "other", 200, now) + "]");
        client.runJob();

        JsonNode trial = tryOut("type=MEANWHILE", "");
        JsonNode run = replay("type=MEANWHILE", "");

        assertThat(trial.path("would_be_duplicates").asInt()).isEqualTo(1);
        assertThat(trial.path("would_conflict").asInt()).isEqualTo(1);
        assertThat(run.path("duplicates").asInt()).isEqualTo(1);
        assertThat(run.path("conflicts").asInt()).isEqualTo(1);
        assertThat(read("/dead-letters/" + dead.get(0)).path("status").asString())
                .isEqualTo("replayed");
        assertThat(read("/dead-letters/" + dead.get(1)).path("status").asString())
                .isEqualTo("open");
        assertThat(sql.rows("SELECT count(*) FROM business_events WHERE event_type = 'MEANWHILE'"))
                .containsExactly("2");
        assertAnalyticsEqualARecount();
    }

    @Test
    void bound_callers_see_their_own_and_only_administrators_replay_and_discard() {
        String mine =
                collect("rejected", event("BOUND", "company_mine", "", -1, 1)).get(0);
        String theirs =
                collect("rejected", event("BOUND", "company_theirs", "", -1, 1)).get(0);
        client.runJob();
        String key = key("analyst", "company_mine");

        JsonNode listed = client.send(client.request("/dead-letters?limit=500")
                        .header("X-API-Key", key)
                        .GET())
                .json();
        JsonNode groups = client.send(client.request("/dead-letters/groups")
                        .header("X-API-Key", key)
                        .GET())
                .json();

        assertThat(listed.path("dead_letters").valueStream().map(letter -> letter.path("event_id")
                        .asString()))
                .containsExactly(mine);
        assertThat(groups.path("total").asInt()).isEqualTo(1);
        assertThat(client.send(client.request("/dead-letters?company=company_theirs")
                                .header("X-API-Key", key)
                                .GET())
                        .json()
                        .path("total")
                        .asInt())
                .isZero();
        assertThat(client.send(client.request("/dead-letters/" + theirs)
                                .header("X-API-Key", key)
                                .GET())
                        .status())
                .isEqualTo(404);
        for (String command :
                List.of("/dead-letters/replay", "/dead-letters/" + mine + "/discard", "/schemas/preview")) {
            assertThat(client.send(client.request(command)
                                    .header("X-API-Key", key)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{}")))
                            .status())
                    .as(command)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_forged_event_is_replayed_only_by_who_asks_for_its_reason() {
        String id = Client.ids(
                        client.send(client.request("/collect")
                                        .header("X-API-Key", key("producer", "company_forger"))
                                        .header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString(
                                                event("FORGED", "company_victim", "f", 1, System.currentTimeMillis()))))
                                .json(),
                        "rejected")
                .get(0);
        client.runJob();

        assertThat(replay("type=FORGED", "").path("dead_letters").asInt()).isEqualTo(1);
        assertThat(read("/dead-letters/" + id).path("status").asString()).isEqualTo("open");

        assertThat(replay("type=FORGED&reason=FORBIDDEN_COMPANY", "")
                        .path("loaded")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_discarded_dead_letter_stays_on_record_and_out_of_the_count() {
        String id =
                collect("rejected", event("DISCARDED", "company_e", "", -1, 1)).get(0);
        client.runJob();

        Answer blank = command("/dead-letters/" + id + "/discard", "{\"reason\":\" \"}");
        Answer discarded = command("/dead-letters/" + id + "/discard", "{\"reason\":\"a test of the sender\"}");
        Answer again = command("/dead-letters/" + id + "/discard", "{\"reason\":\"again\"}");

        assertThat(blank.status()).isEqualTo(400);
        assertThat(discarded.status()).isEqualTo(200);
        assertThat(discarded.json().path("status").asString()).isEqualTo("discarded");
        assertThat(discarded.json().at("/history/0/reason").asString()).isEqualTo("a test of the sender");
        assertThat(again.status()).isEqualTo(409);
        assertThat(command(
                                "/dead-letters/"
                                        + EventId.of(
                                                EventId.from(UUID.fromString(id))
                                                        .orElseThrow()
                                                        .segment(),
                                                4_000) + "/discard",
                                "{\"reason\":\"none\"}")
                        .status())
                .isEqualTo(404);
        assertThat(tryOut("type=DISCARDED", "").path("matched").asInt()).isZero();
        assertThat(read("/dead-letters?type=DISCARDED&status=discarded")
                        .path("total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_slip_of_the_pen_in_a_filter_replays_nothing() {
        for (String query : List.of("typ=X", "reason=SCHEME", "from=yesterday", "status=discarded", "dryRun=yes")) {
            Answer answer = command("/dead-letters/replay?" + query, "");

            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.json().path("code").asString()).isEqualTo("BAD_PARAMETER");
        }
        assertThat(command("/dead-letters/replay?type=X", "[1]").status()).isEqualTo(400);
    }

    @Test
    void the_period_of_a_filter_is_of_the_reception() {
        collect("rejected", event("PERIOD", "company_f", "", -1, 1));
        client.runJob();

        assertThat(total("type=PERIOD&from=2020-01-01")).isEqualTo(1);
        assertThat(total("type=PERIOD&from=2999-01-01")).isZero();
        assertThat(total("type=PERIOD&to=2020-01-01")).isZero();
        assertThat(total("type=PERIOD&from=2020-01-01T00:00:00Z&to=2999-01-01")).isEqualTo(1);
    }

    @Test
    void validation_answers_as_collection_would_and_stores_nothing() {
        registerAndAwait("VALIDATED", AT_MOST_10, 100);
        register("VALIDATED", AT_MOST_1000);
        awaitVerdict("VALIDATED", 100, "accepted");
        List<String> before = bucket.keys("raw-events/");
        String body = "[" + event("VALIDATED", "company_g", "v", 100, System.currentTimeMillis()) + ",1]";

        JsonNode now = client.post("/validate", body).json();
        JsonNode first =
                client.post("/validate?subject=VALIDATED&version=1", body).json();
        JsonNode byId = client.post("/validate?schema_id=" + schemaId("VALIDATED", 1), body)
                .json();

        assertThat(now.propertyNames()).containsExactlyInAnyOrder("results", "total_processed", "accepted", "rejected");
        assertThat(now.at("/results/0").propertyNames()).containsExactlyInAnyOrder("status", "timestamp");
        assertThat(now.at("/results/0/status").asString()).isEqualTo("accepted");
        assertThat(now.at("/results/1/errors/0/reason").asString()).isEqualTo("NOT_AN_EVENT");
        assertThat(first.at("/results/0/errors/0/pointer").asString()).isEqualTo("/data/amount");
        assertThat(first.at("/results/0/errors/0/keyword").asString()).isEqualTo("maximum");
        assertThat(byId.at("/results/0/status").asString()).isEqualTo("rejected");
        assertThat(bucket.keys("raw-events/")).isEqualTo(before);
    }

    @Test
    void validation_by_a_schema_that_is_not_there_is_refused() {
        register("ONLY_ONE", AT_MOST_10);
        for (String[] call : new String[][] {
            {"subject=ONLY_ONE&version=999", "404"},
            {"subject=NO_SUCH", "404"},
            {"subject=ONLY_ONE&version=1-0", "422"},
            {"subject=ONLY_ONE&version=../1", "422"},
            {"schema_id=999999", "404"},
            {"schema_id=x", "404"},
            {"version=1", "400"},
            {"subject=ONLY_ONE&schema_id=1", "400"}
        }) {
            Answer answer = client.post("/validate?" + call[0], "[]");

            assertThat(answer.status()).as(call[0] + answer.text()).isEqualTo(Integer.parseInt(call[1]));
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        assertThat(client.post("/validate", "{").status()).isEqualTo(400);
    }

    @Test
    void a_preview_tells_what_a_schema_would_break_of_real_traffic() {
        collect("accepted", events("PREVIEWED", "company_h", "p", 30, 5));
        List<String> large = collect("accepted", events("PREVIEWED", "company_h", "q", 20, 50));
        client.runJob();

        JsonNode preview = preview("/schemas/preview?subject=PREVIEWED&days=1", AT_MOST_10);
        JsonNode cut = preview("/schemas/preview?subject=PREVIEWED&days=1&limit=10", AT_MOST_10);
        JsonNode general = preview("/schemas/preview?subject=events.raw-value&days=1", AT_MOST_10);

        assertThat(preview.path("events_judged").asInt()).as(preview.toString()).isEqualTo(50);
        assertThat(preview.path("complete").asBoolean()).isTrue();
        assertThat(preview.path("would_break").asInt()).isEqualTo(20);
        assertThat(preview.at("/groups/0/pointer").asString()).isEqualTo("/data/amount");
        assertThat(preview.at("/groups/0/keyword").asString()).isEqualTo("maximum");
        assertThat(preview.at("/groups/0/events").asInt()).isEqualTo(20);
        assertThat(preview.path("examples").valueStream().map(JsonNode::asString))
                .hasSize(5)
                .isSubsetOf(large);
        assertThat(cut.path("complete").asBoolean()).isFalse();
        assertThat(cut.path("events_judged").asInt()).isBetween(1, 10);
        assertThat(general.path("events_judged").asInt()).isGreaterThanOrEqualTo(50);
        assertThat(send("/schemas/preview", "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":7}\"}")
                        .status())
                .isEqualTo(422);
    }

    private static JsonNode preview(String path, String schema) {
        return send(path, schemaRequest(schema)).json();
    }

    private static int total(String query) {
        return read("/dead-letters?" + query).path("total").asInt();
    }

    private static void assertAnalyticsEqualARecount() {
        assertThat(sql.recount()).isEmpty();
    }

    /** The enriched objects that the record names hold the replayed events, each once. */
    private static void assertTheManifestHolds(String type, List<String> ids) {
        List<String> keys = sql.rows(
                "SELECT DISTINCT o.enriched_key FROM dead_letter_outcomes o"
                        + " JOIN dead_letters USING (event_id) WHERE event_type = ? AND outcome = 'loaded'",
                type);
        List<String> held = new ArrayList<>();
        keys.forEach(key -> bucket.lines(key)
                .forEach(line -> held.add(line.at("/metadata/eventId").asString())));
        assertThat(held).containsExactlyInAnyOrderElementsOf(ids);
    }

    private static void registerAndAwait(String type, String schema, int breaking) {
        register(type, schema);
        awaitVerdict(type, breaking, "rejected");
    }

    /** The door takes a new version over within seconds. */
    private static void awaitVerdict(String type, int amount, String status) {
        Waiting.until(
                PATIENCE,
                type + " " + amount + " to be " + status,
                () -> client.post("/validate", event(type, "c", "", amount, System.currentTimeMillis()))
                        .json()
                        .at("/results/0/status")
                        .asString(),
                status::equals);
    }

    private static void register(String subject, String schema) {
        Answer answer = send("/subjects/" + subject + "/versions", schemaRequest(schema));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static String schemaRequest(String schema) {
        return "{\"schemaType\":\"JSON\",\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}";
    }

    private static int schemaId(String subject, int version) {
        return read("/subjects/" + subject + "/versions/" + version).path("id").asInt();
    }

    private static String events(String type, String company, String message, int count, int amount) {
        long now = System.currentTimeMillis();
        return "["
                + String.join(
                        ",",
                        IntStream.range(0, count)
                                .mapToObj(i -> event(type, company, message + "-" + i, amount, now))
                                .toList())
                + "]";
    }

    /** A negative amount makes the event one that no contract takes: its timestamp is no time. */
    private static String event(String type, String company, String message, int amount, long timestamp) {
        return "{\"event_type\":\"" + type + "\",\"company_id\":\"" + company + "\",\"user_id\":\"u\","
                + (message.isEmpty() ? "" : "\"event_id\":\"" + message + "\",")
                + (amount < 0
                        ? "\"timestamp\":\"no time\"}"
                        : "\"timestamp\":" + timestamp + ",\"amount\":" + amount + "}");
    }

    /** Sends events which all get this status; their ids. */
    private static List<String> collect(String status, String body) {
        Answer answer = client.post("/collect", body);
        assertThat(answer.status()).isEqualTo(200);
        List<String> ids = Client.ids(answer.json(), status);
        assertThat(ids)
                .as(answer.text())
                .hasSize(answer.json().path("total_processed").asInt());
        return ids;
    }

    private static JsonNode tryOut(String query, String patch) {
        Answer answer = command("/dead-letters/replay?dryRun=true&" + query, patch);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static JsonNode replay(String query, String patch) {
        return awaitEnd(
                startReplay(query, patch).path("execution").path("execution_id").asString());
    }

    private static JsonNode startReplay(String query, String patch) {
        Answer answer = command("/dead-letters/replay?" + query, patch);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json();
    }

    private static JsonNode awaitEnd(String execution) {
        JsonNode ended = Waiting.until(
                PATIENCE,
                "the end of the replay",
                () -> read("/jobs/executions/" + execution),
                run -> ENDED.contains(run.path("status").asString()));
        assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
        return ended;
    }

    private static String key(String role, String company) {
        Answer made = send("/keys", "{\"name\":\"it\",\"role\":\"" + role + "\",\"company\":\"" + company + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json().path("key").asString();
    }

    private static JsonNode read(String path) {
        return client.read(path).json();
    }

    private static JsonNode adminRead(String path) {
        return client.send(client.request(path)
                        .header("X-API-Key", client.adminKey())
                        .GET())
                .json();
    }

    private static Answer send(String path, String json) {
        return client.send(client.request(path)
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** A command with a body or without. */
    private static Answer command(String path, String body) {
        return body.isEmpty() ? client.command(path) : send(path, body);
    }

    private static void awaitHealth() {
        Waiting.until(
                PATIENCE,
                "health",
                () -> client.read("/health").text(),
                health -> health.contains("\"status\":\"healthy\"") && health.contains("\"degraded\":false"));
    }
}
