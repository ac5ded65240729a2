package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The database is lost, or rebuilt in use: the numbers are the same afterwards, to the last row. */
class LostDatabaseIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");
    private static final long NOW = 1_772_705_555_000L;

    /** What each table holds, without the times at which a database wrote it and the runs that did. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("business_events", "- 'created_at' - 'updated_at'");
        TABLES.put("duplicate_events", "- 'created_at'");
        TABLES.put("dead_letters", "- 'first_seen_at'");
        TABLES.put("daily_rollup", "");
        TABLES.put("monthly_rollup", "");
        TABLES.put("daily_totals", "");
        // The time of discovery is the processedAt of the enriched events, and so in the digest of their object.
        TABLES.put("raw_segments", "- 'run_id' - 'discovered_at' - 'finished_at' - 'enriched_sha256'");
        TABLES.put("company_analytics", "");
        TABLES.put("event_type_summary", "");
        TABLES.put("dead_letter_actions", "");
        TABLES.put("dead_letter_outcomes", "");
        TABLES.put("schemas", "");
        TABLES.put("schema_references", "");
        TABLES.put("subject_versions", "");
        TABLES.put("subject_config", "");
        TABLES.put("subject_modes", "");
    }

    @TempDir
    private Path folder;

    private LocalPlatform platform;
    private Client client;
    private Sql sql;

    @BeforeEach
    void start() {
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.JOB_LEASE, "PT20S"));
        assumeTrue(
                platform.s3().isPresent() && platform.postgres().isPresent(), "external servers are not ours to lose");
        client = new Client(platform);
        sql = new Sql(platform);
        awaitHealth();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    @Tag("faults-short")
    void a_lost_database_is_rebuilt_from_object_storage_to_the_same_numbers() throws IOException {
        makeHistory();
        Map<String, String> before = dump();
        long lastAction = Long.parseLong(
                sql.rows("SELECT max(action_id) FROM dead_letter_actions").get(0));

        platform.close();
        delete(folder.resolve("data").resolve("postgres"));
        start();
        Answer registered = register("AFTERWARDS", 5);
        assertThat(registered.json().path("id").asLong())
                .as("an id that was given and not copied is not given again")
                .isGreaterThan(Long.parseLong(sql.rows("SELECT max(id) FROM schemas WHERE id < "
                                        + registered.json().path("id"))
                                .get(0))
                        + 900);
        forget("AFTERWARDS", registered.json().path("id").asString());
        assertThat(command("rebuild")).isZero();

        assertThat(dump()).containsExactlyEntriesOf(before);
        assertThat(command("verify")).isZero();
        assertNothingIsMissing();
        String replay = awaitEnd(command("/dead-letters/replay?type=NONE", ""), "/execution/execution_id")
                .path("status")
                .asString();
        assertThat(replay).isEqualTo("COMPLETED");
        assertThat(Long.parseLong(sql.rows("SELECT max(action_id) FROM dead_letter_actions")
                        .get(0)))
                .isGreaterThan(lastAction);
        assertThat(sql.rows("SELECT count(*) FROM dead_letter_outcomes o JOIN job_runs r USING (run_id)"
                        + " WHERE r.started_at > o.recorded_at"))
                .as("ids of runs are not used again")
                .containsExactly("0");
    }

    @Test
    @Tag("faults")
    void a_rebuild_that_is_killed_goes_on_and_readers_see_the_old_numbers_until_it_is_whole() throws Exception {
        makeHistory();
        Map<String, String> before = dump();
        String digests = "SELECT segment_id, enriched_key, enriched_sha256, stored_at, discovered_at"
                + " FROM raw_segments ORDER BY 1";
        List<String> objects = sql.rows(digests);
        List<String> segments = sql.rows("SELECT segment_id FROM raw_segments ORDER BY 1");
        // The rebuild stops before its last segment, for as long as this test likes: the twin has what the table has.
        sql.execute("CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF TG_TABLE_SCHEMA = 'rebuild' AND NEW.segment_id = '" + segments.get(segments.size() - 1) + "'"
                + " AND NEW.state = 'loaded' THEN PERFORM pg_advisory_xact_lock(4712); END IF; RETURN NEW; END $$");
        sql.execute("CREATE TRIGGER wait_here BEFORE UPDATE ON raw_segments"
                + " FOR EACH ROW EXECUTE FUNCTION wait_here()");
        String killed;
        try (Connection holder = platform.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(4712)");
            killed = client.command("/jobs/rebuild-analytics/executions")
                    .json()
                    .path("execution_id")
                    .asString();
            awaitRows(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712 AND NOT granted", "1");
            assertThat(dump()).as("in the middle").containsExactlyEntriesOf(before);
            assertThat(client.command("/jobs/rebuild-analytics/executions").status())
                    .isEqualTo(409);
            collectMeanwhile();
            platform.payara().kill();
        }
        awaitRows("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'", "0");
        sql.execute("DROP TRIGGER wait_here ON raw_segments");
        int half = Integer.parseInt(sql.rows("SELECT count(*) FROM rebuild.raw_segments WHERE state = 'loaded'")
                .get(0));
        sql.execute("DROP TRIGGER wait_here ON rebuild.raw_segments");
        platform.payara().start();
        awaitHealth();
        sql.execute("DELETE FROM business_events WHERE company_id = 'company_a'");
        List<String> withMeanwhile = sql.rows("SELECT company_id, message_id FROM business_events"
                + " WHERE company_id <> 'company_a' ORDER BY 1, 2");

        Waiting.until(
                PATIENCE,
                "the lease of the dead run to end",
                () -> client.command("/jobs/rebuild-analytics/executions").status(),
                status -> status == 202);
        awaitRows(
                "SELECT status FROM job_runs WHERE job_name = 'rebuild-analytics' ORDER BY run_id DESC LIMIT 1",
                "COMPLETED");

        assertThat(half).isPositive().isLessThan(segments.size());
        assertThat(client.read("/jobs/executions/" + killed)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("ABANDONED");
        assertThat(sql.rows(digests))
                .as("objects of the same version are the same")
                .containsAll(objects);
        assertThat(sql.rows("SELECT company_id, message_id FROM business_events"
                        + " WHERE company_id <> 'company_a' ORDER BY 1, 2"))
                .isEqualTo(withMeanwhile)
                .contains("company_meanwhile|meanwhile");
        assertThat(sql.rows("SELECT count(*) FROM business_events WHERE company_id = 'company_a'"))
                .as("rows that somebody had deleted are back")
                .isNotEqualTo(List.of("0"));
        assertThat(sql.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'rebuild%'"))
                .isEmpty();
        assertThat(command("verify")).isZero();
        assertNothingIsMissing();
        assertThat(rowsOf("dead_letters", TABLES.getOrDefault("dead_letters", "")))
                .isEqualTo(before.get("dead_letters"));
    }

    /** Events, duplicates, conflicts and dead letters, own schemas, replays with and without edits, and a discard. */
    private void makeHistory() {
        register("LIMITED", 10);
        awaitVerdict("LIMITED", 100, "rejected");
        put("/config/LIMITED", "{\"compatibility\":\"NONE\"}");
        register("GONE", 10);
        client.send(client.request("/subjects/GONE")
                .header("X-API-Key", client.adminKey())
                .DELETE());
        put("/mode/OTHER", "{\"mode\":\"READONLY\"}");
        collect(large());
        collect(
                event("FREE", "company_a", "m1", "1.10"),
                event("FREE", "company_a", "m2", "-3"),
                event("FREE", "company_b", "", "0.30"),
                event("FREE", "company_a", "m1", "1.10"));
        // Two that this job finds in order: which of them counts, is known.
        collect(event("FREE", "company_a", "m2", "4"), event("FREE", "company_a", "m1", "1.10"));
        collect(event("LIMITED", "company_a", "big", "100"), event("LIMITED", "company_b", "bigger", "200"));
        collect(event("FREE", "company_b", "mend", "\"much\""), event("FREE", "company_b", "lost", "\"more\""));
        process();
        register("LIMITED", 150);
        awaitVerdict("LIMITED", 100, "accepted");
        awaitEnd(command("/dead-letters/replay?type=LIMITED", ""), "/execution/execution_id");
        // A message that a replay brought back meets this one as a duplicate, and the other as a conflict.
        collect(event("LIMITED", "company_a", "big", "100"), event("LIMITED", "company_a", "big", "101"));
        process();
        awaitEnd(command("/dead-letters/replay?reason=BAD_TYPE", "{\"amount\":7}"), "/execution/execution_id");
        String lost = sql.rows("SELECT event_id FROM dead_letters WHERE reason = 'ID_CONFLICT' AND status = 'open'"
                        + " ORDER BY 1 LIMIT 1")
                .get(0);
        assertThat(command("/dead-letters/" + lost + "/discard", "{\"reason\":\"sent twice by mistake\"}")
                        .status())
                .isEqualTo(200);
        collect(event("FREE", "company_b", "mend", "7"));
        process();
        assertThat(sql.rows("SELECT DISTINCT outcome FROM dead_letter_outcomes ORDER BY 1"))
                .containsExactly("discarded", "failed", "loaded");
        assertThat(sql.rows("SELECT count(*) > 2 FROM duplicate_events")).containsExactly("t");
        awaitRows("SELECT count(*) FROM dead_letter_outbox", "0");
        awaitRows("SELECT mirrored = version FROM registry_mirror", "t");
    }

    private void process() {
        JsonNode run = client.runJob();
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("COMPLETED");
    }

    private void collectMeanwhile() {
        collect(event("FREE", "company_meanwhile", "meanwhile", "5"));
        process();
    }

    private Map<String, String> dump() {
        Map<String, String> dump = new LinkedHashMap<>();
        TABLES.forEach((table, without) -> dump.put(table, rowsOf(table, without)));
        for (String report : List.of("company-analytics", "event-type-summary")) {
            Answer csv = client.read("/reports/" + report + ".csv?from=2026-03-01&to=2026-03-10");
            assertThat(csv.status()).as(csv.text()).isEqualTo(200);
            dump.put(report, csv.text());
        }
        return dump;
    }

    private String rowsOf(String table, String without) {
        return String.join(
                "\n", sql.rows("SELECT (to_jsonb(t) " + without + ")::text FROM " + table + " t ORDER BY 1"));
    }

    private void assertNothingIsMissing() {
        JsonNode ledger = client.read("/ops/ledger?from="
                        + Instant.now().minus(Duration.ofHours(2)) + "&to="
                        + Instant.now().plus(Duration.ofHours(1)))
                .json();
        assertThat(ledger.at("/total/balanced").asBoolean())
                .as(ledger.toString())
                .isTrue();
    }

    private int command(String name) {
        StringWriter out = new StringWriter();
        int exitCode = Holded.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(name, "--data", folder.resolve("data").toString());
        assertThat(exitCode).as(out.toString()).isZero();
        return exitCode;
    }

    /** As if it had never been registered. */
    private void forget(String subject, String id) {
        sql.execute("DELETE FROM subject_versions WHERE subject = '" + subject + "'");
        sql.execute("DELETE FROM schemas WHERE id = " + id);
    }

    private Answer register(String subject, int most) {
        Answer answer = post(
                "/subjects/" + subject + "/versions",
                "{\"schemaType\":\"JSON\",\"schema\":\"{\\\"properties\\\":{\\\"data\\\":{\\\"properties\\\":{\\\"amount\\\":"
                        + "{\\\"maximum\\\":" + most + "}}}}}\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private void awaitVerdict(String type, int amount, String status) {
        Waiting.until(
                PATIENCE,
                type + " " + amount + " to be " + status,
                () -> client.post("/validate", event(type, "c", "", String.valueOf(amount)))
                        .json()
                        .at("/results/0/status")
                        .asString(),
                status::equals);
    }

    private void collect(String... events) {
        Answer answer = client.post("/collect", "[" + String.join(",", events) + "]");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static String event(String type, String company, String message, String amount) {
        return "{\"event_type\":\"" + type + "\",\"company_id\":\"" + company + "\",\"user_id\":\"u\","
                + (message.isEmpty() ? "" : "\"event_id\":\"" + message + "\",")
                + "\"timestamp\":" + NOW + ",\"amount\":" + amount + "}";
    }

    /** More than 64 KiB that cannot be compressed: enough for a batch, so that a rebuild loads the rest in another one. */
    private static String large() {
        Random random = new Random(4712);
        String texts = Stream.of("first", "second")
                .map(name -> "\"" + name + "\":\"" + letters(random, 50_000) + "\"")
                .collect(Collectors.joining(","));
        return event("FREE", "company_c", "large", "2").replaceFirst("\\}$", "," + texts + "}");
    }

    private static String letters(Random random, int count) {
        return random.ints('0', 'z' + 1)
                .filter(Character::isLetterOrDigit)
                .limit(count)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Answer command(String path, String body) {
        return body.isEmpty() ? client.command(path) : post(path, body);
    }

    private Answer post(String path, String json) {
        return client.send(client.request(path)
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private void put(String path, String json) {
        Answer answer = client.send(client.request(path)
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private JsonNode awaitEnd(Answer started, String id) {
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        String execution = started.json().at(id).asString();
        JsonNode ended = Waiting.until(
                PATIENCE,
                "the end of execution " + execution,
                () -> client.read("/jobs/executions/" + execution).json(),
                run -> ENDED.contains(run.path("status").asString()));
        assertThat(ended.path("status").asString()).isEqualTo("COMPLETED");
        return ended;
    }

    private void awaitRows(String query, String row) {
        Waiting.until(PATIENCE, query, () -> sql.rows(query), rows -> rows.equals(List.of(row)));
    }

    private void awaitHealth() {
        Waiting.until(
                PATIENCE,
                "health",
                () -> client.read("/health").text(),
                health -> health.contains("\"status\":\"healthy\"") && health.contains("\"degraded\":false"));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
