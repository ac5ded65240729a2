package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.local.generator.EventFile;
import com.holded.pipeline.local.generator.EventSender;
import com.holded.pipeline.local.generator.Generation;
import com.holded.pipeline.local.generator.RetryPolicy;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Sql;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The generator's events, with all forms, duplicates and faults, go through the real service and job, and with them
 * conflicts and replays. Then both recounts find no difference, and each change by hand finds exactly its own.
 */
class VerifyIT {
    private static final long AT = 1_772_705_555_000L;

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;
    private static ObjectStore store;

    @BeforeAll
    static void send_and_process() throws Exception {
        platform = LocalPlatform.start(
                LocalPlatform.Options.forTests(folder.resolve("data")).with(Setting.JOB_SCHEDULE, "PT0S"));
        client = new Client(platform);
        sql = new Sql(platform);
        store = ObjectStore.connect(platform.settings().storage());
        Path file = folder.resolve("events.ndjson");
        EventFile.write(new Generation(2_000, 20_261_124, 20, Instant.parse("2026-11-22T00:00:00Z")), file, done -> {});
        new EventSender(platform.service(), new Secret(""), 4, RetryPolicy.DEFAULT)
                .send(file, EventSender.AS_THEY_STAND, answer -> {});
        collect(event("used-twice", 1), event("used-twice", 1), event("used-twice", 2), event("used-twice", 3));
        collect(event("mended", "\"much\""), event("mended-and-sent", "\"more\""));
        client.runJob();
        mend();
        collect(event("mended-and-sent", 7), event("used-twice", 2));
        client.runJob();
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            store.close();
            platform.close();
        }
    }

    @Test
    void nothing_differs_after_duplicates_conflicts_faults_and_replays() throws Exception {
        Path json = folder.resolve("verified.json");

        Verified verified = verify("--json", json.toString());

        assertThat(verified.text()).endsWith("\n0 differences\n").contains("not compared: 2\n", "such a row: 1\n");
        assertThat(verified.exitCode()).isZero();
        JsonNode result = new JsonMapper().readTree(Files.readString(json));
        assertThat(result.path("differences").asLong(-1)).isZero();
        assertThat(result.path("from_raw").valueStream())
                .extracting(
                        node -> node.path("what").asString(),
                        node -> node.path("compared").asLong() > 0)
                .contains(tuple("raw segments", true), tuple("events and amounts", true));
        assertThat(sql.rows("SELECT sum(duplicates) > 1, sum(conflicts), sum(dead_letters) > 2 FROM raw_segments"))
                .containsExactly("t|3|t");
    }

    @Test
    void segments_that_wait_for_the_job_are_told_and_not_compared() {
        collect(event("waits", 1));

        assertThat(verify("--from-raw").text()).contains("not loaded yet: 1;").endsWith("\n0 differences\n");

        client.runJob();
        assertThat(verify("--from-raw").text()).contains("not loaded yet: 0;").endsWith("\n0 differences\n");
    }

    @Test
    void a_changed_cell_of_the_daily_rollup_is_found_in_it() {
        String where = " WHERE company_id = 'verify' AND event_type = 'USED'";
        sql.execute("UPDATE daily_rollup SET events = events + 1" + where);
        try {
            Verified verified = verify();

            assertThat(verified.exitCode()).isOne();
            assertThat(verified.differences())
                    .singleElement(as(STRING))
                    .startsWith("daily_rollup: business_day 2026-03-05, company_id verify, event_type USED")
                    .matches(".*events is \\d+, recounted \\d+");
            assertThat(verify("--from-raw").exitCode()).isZero();
        } finally {
            sql.execute("UPDATE daily_rollup SET events = events - 1" + where);
        }
    }

    @Test
    void a_changed_cell_of_the_monthly_rollup_is_found_in_it_and_in_both_views() {
        String where = " WHERE company_id = 'verify' AND event_type = 'USED'";
        sql.execute("UPDATE monthly_rollup SET events = events + 1, days = days # 1" + where);
        try {
            Verified verified = verify();

            assertThat(verified.exitCode()).isOne();
            assertThat(verified.differences())
                    .hasSize(3)
                    .anyMatch(line ->
                            line.startsWith("monthly_rollup: month 2026-03-01, company_id verify, event_type USED")
                                    && line.matches(".*events is \\d+, recounted \\d+; days is \\d+, recounted \\d+"))
                    .anyMatch(line -> line.startsWith("company_analytics: company_id verify: total_events is "))
                    .anyMatch(line -> line.startsWith("event_type_summary: event_type USED: total_count is "));
        } finally {
            sql.execute("UPDATE monthly_rollup SET events = events - 1, days = days # 1" + where);
        }
    }

    @Test
    void a_changed_cell_of_the_daily_totals_is_found_in_them() {
        String where = " WHERE business_day = '2026-03-05' AND event_type = 'USED'";
        sql.execute("UPDATE daily_totals SET quality_sum = quality_sum + 0.01" + where);
        try {
            Verified verified = verify();

            assertThat(verified.exitCode()).isOne();
            assertThat(verified.differences())
                    .singleElement(as(STRING))
                    .startsWith("daily_totals: business_day 2026-03-05, event_type USED")
                    .matches(".*quality_sum is [\\d.]+, recounted [\\d.]+");
        } finally {
            sql.execute("UPDATE daily_totals SET quality_sum = quality_sum - 0.01" + where);
        }
    }

    @Test
    void a_changed_amount_of_a_row_is_found_by_both_recounts() {
        String where = " WHERE company_id = 'verify' AND message_id = 'used-twice'";
        sql.execute("UPDATE business_events SET amount = amount + 0.01" + where);
        try {
            Verified verified = verify();

            assertThat(verified.exitCode()).isOne();
            assertThat(verified.differences())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("daily_rollup: ") && line.contains("amount_sum is "))
                    .anyMatch(line -> line.startsWith("monthly_rollup: ") && line.contains("amount_sum is "))
                    .anyMatch(line -> line.startsWith("events and amounts: ")
                            && line.matches(".*amount_sum is \\d+\\.01, in the raw events \\d+"));
        } finally {
            sql.execute("UPDATE business_events SET amount = amount - 0.01" + where);
        }
    }

    @Test
    void a_row_on_another_day_is_found_though_all_sums_agree() {
        String where = " WHERE company_id = 'verify' AND message_id = 'used-twice'";
        sql.execute("UPDATE business_events SET business_day = business_day + 1" + where);
        try {
            assertThat(verify("--from-rows").differences())
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("business_events: day_of_timestamp "));
            assertThat(verify("--from-raw").differences())
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("events and amounts: "));
        } finally {
            sql.execute("UPDATE business_events SET business_day = business_day - 1" + where);
        }
    }

    @Test
    void an_event_that_is_cut_out_of_a_raw_object_is_missed_by_the_raw_recount_alone() {
        String id = sql.rows("SELECT min(event_id::text) FROM business_events e WHERE company_id <> 'verify'"
                        + " AND NOT EXISTS (SELECT 1 FROM duplicate_events d WHERE d.original_event_id = e.event_id)")
                .get(0);
        String key = sql.rows("SELECT object_key FROM raw_segments").stream()
                .filter(candidate -> text(store.read(candidate)).contains("{\"event_id\":\"" + id))
                .findFirst()
                .orElseThrow();
        byte[] before = store.read(key);
        String cut = text(before)
                .lines()
                .filter(line -> !line.startsWith("{\"event_id\":\"" + id))
                .collect(Collectors.joining("\n", "", "\n"));
        put(key, SegmentFormat.compress(cut.getBytes(StandardCharsets.UTF_8)));
        try {
            Verified verified = verify();

            assertThat(verified.exitCode()).isOne();
            assertThat(verified.differences())
                    .hasSize(3)
                    .anyMatch(line -> line.startsWith("events and amounts: "))
                    .anyMatch(line -> line.contains("dead letters: received: is "))
                    .anyMatch(line -> line.contains("dead letters: loaded: is "));
            assertThat(verify("--from-rows").exitCode()).isZero();
        } finally {
            put(key, before);
        }
    }

    @Test
    void a_raw_object_that_is_gone_or_damaged_is_named() {
        String key = sql.rows("SELECT min(object_key) FROM raw_segments").get(0);
        byte[] before = store.read(key);
        byte[] damaged = before.clone();
        damaged[damaged.length - 1] ^= 1;
        try {
            store.delete(key);
            assertThat(verify("--from-raw").differences()).contains("raw segments: " + key + ": the object is gone");
            put(key, damaged);
            assertThat(verify("--from-raw").differences())
                    .anyMatch(line -> line.startsWith("raw segments: " + key + ": cannot be read behind line "));
        } finally {
            put(key, before);
        }
    }

    /** Corrects the dead letters of this test's own type, with an amount. */
    private static void mend() throws IOException {
        StringWriter out = new StringWriter();
        Path patch = Files.writeString(folder.resolve("patch.json"), "{\"amount\":7}");
        int exitCode = Holded.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(
                        "dead-letters",
                        "replay",
                        "--type",
                        "USED",
                        "--reason",
                        "BAD_TYPE",
                        "--patch",
                        patch.toString(),
                        "--yes",
                        "--url",
                        platform.service().toString(),
                        "--key",
                        platform.adminKey().reveal());
        assertThat(exitCode).as(out.toString()).isZero();
    }

    private static void collect(String... events) {
        Client.Answer answer = client.post("/collect", "[" + String.join(",", events) + "]");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static String event(String messageId, Object amount) {
        return "{\"event_id\":\"" + messageId + "\",\"event_type\":\"USED\",\"company_id\":\"verify\",\"timestamp\":"
                + AT + ",\"amount\":" + amount + "}";
    }

    private static String text(byte[] object) {
        return new String(
                Zstd.decompress(object, Math.toIntExact(Zstd.getFrameContentSize(object))), StandardCharsets.UTF_8);
    }

    private static void put(String key, byte[] bytes) {
        store.put(new NewObject(key, bytes, SegmentFormat.CONTENT_TYPE));
    }

    /** What the command printed and ended with. */
    private record Verified(int exitCode, String text) {
        /** The lines that tell of single differences. */
        List<String> differences() {
            return text.lines()
                    .dropWhile(line -> !line.isEmpty())
                    .filter(line -> line.matches(
                            "(business_events|daily_rollup|monthly_rollup|daily_totals|company_analytics|event_type_summary"
                                    + "|raw_segments|raw segments|events and amounts|messages with several contents"
                                    + "|received = loaded \\+ duplicates \\+ conflicts \\+ dead letters): .*"))
                    .toList();
        }
    }

    private static Verified verify(String... arguments) {
        StringWriter out = new StringWriter();
        String[] command = new String[arguments.length + 3];
        command[0] = "verify";
        command[1] = "--data";
        command[2] = folder.resolve("data").toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        int exitCode = Holded.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(command);
        return new Verified(exitCode, out.toString());
    }
}
