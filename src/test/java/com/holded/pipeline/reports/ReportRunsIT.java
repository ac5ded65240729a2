package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reports in the background, on a real platform. */
class ReportRunsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String COMPANY = "runs-company";

    @TempDir
    private static Path folder;

    private static LocalPlatform platform;
    private static Client client;
    private static Sql sql;

    @BeforeAll
    static void start() {
        platform = LocalPlatform.start(
                LocalPlatform.Options.forTests(folder.resolve("data")).with(Setting.JOB_SCHEDULE, "PT0S"));
        client = new Client(platform);
        sql = new Sql(platform);
        client.post("/collect", "[" + event(COMPANY, "r1") + "," + event("runs-other", "r2") + "]");
        client.runJob();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void a_report_in_the_background_is_the_same_as_its_download_and_says_what_it_is() {
        for (String format : List.of("csv", "json", "xlsx", "pdf")) {
            Answer asked = command("company-analytics/runs?format=" + format + "&period=last-30-days&lang=es");
            assertThat(asked.status()).isEqualTo(202);
            assertThat(asked.json().path("parameters").has("period"))
                    .as("a period counted from today has become days")
                    .isFalse();
            assertThat(asked.json().at("/parameters/from").asString()).isNotEmpty();

            JsonNode run = awaitEnd(asked.header("Location"));

            assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("ready");
            assertThat(run.path("position").asString()).isNotEmpty();
            assertThat(run.path("requested_by").asString()).isNotEmpty();
            assertThat(Instant.parse(run.path("kept_until").asString()))
                    .isEqualTo(Instant.parse(run.path("ended_at").asString()).plus(Duration.ofDays(7)));
            Answer file = client.send(admin(run.path("file").asString()).GET());
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.response().body()).hasSize(run.path("size_bytes").asInt());
            assertThat(Sha256.hex(Sha256.of(file.response().body())))
                    .isEqualTo(run.path("sha256").asString());
            Answer download = client.send(admin("/reports/company-analytics." + format + "?period=last-30-days&lang=es")
                    .GET());
            assertThat(file.header("Content-Type")).isEqualTo(download.header("Content-Type"));
            if (format.equals("csv")) {
                assertThat(file.text()).isEqualTo(download.text()).contains(COMPANY);
            }
        }
    }

    @Test
    void what_is_wrong_is_refused_before_anything_is_done() {
        long before =
                Long.parseLong(sql.rows("SELECT count(*) FROM report_runs").get(0));

        assertThat(command("company-analytics/runs").json().path("parameter").asString())
                .isEqualTo("format");
        assertThat(command("company-analytics/runs?format=doc").status()).isEqualTo(400);
        assertThat(command("company-analytics/runs?format=csv&from=never")
                        .json()
                        .path("parameter")
                        .asString())
                .isEqualTo("from");
        assertThat(command("no-such-report/runs?format=csv").status()).isEqualTo(404);
        assertThat(client.send(admin("/reports/runs/none").GET()).status()).isEqualTo(404);
        assertThat(client.send(admin("/reports/runs?limit=0").GET()).status()).isEqualTo(400);
        assertThat(sql.rows("SELECT count(*) FROM report_runs")).containsExactly(Long.toString(before));
    }

    @Test
    void a_key_that_is_bound_to_a_company_sees_its_own_runs_and_rows_alone() {
        String bound = key("'name':'bound','role':'analyst','company':'" + COMPANY + "'");
        String everybodys = awaitEnd(
                        command("company-analytics/runs?format=csv").header("Location"))
                .path("run_id")
                .asString();

        Answer asked = client.send(client.request("/reports/company-analytics/runs?format=csv")
                .header("X-API-Key", bound)
                .POST(BodyPublishers.noBody()));
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        JsonNode own = awaitEnd(asked.header("Location"));

        assertThat(read(own.path("file").asString(), bound).text())
                .contains(COMPANY)
                .doesNotContain("runs-other");
        assertThat(read("/reports/runs/" + everybodys, bound).status()).isEqualTo(404);
        assertThat(read("/reports/runs/" + everybodys + "/file", bound).status())
                .isEqualTo(404);
        assertThat(read("/reports/runs", bound)
                        .json()
                        .path("runs")
                        .valueStream()
                        .map(run -> run.path("run_id").asString()))
                .containsExactly(own.path("run_id").asString());
        assertThat(client.send(admin("/reports/runs").GET()).text())
                .contains(everybodys)
                .contains(own.path("run_id").asString());
    }

    @Test
    void what_is_deleted_or_kept_for_long_enough_is_gone_with_its_file() {
        String deleted = ready("csv");
        String outdated = ready("json");
        assertThat(files()).anyMatch(key -> key.contains(deleted)).anyMatch(key -> key.contains(outdated));

        sql.execute("UPDATE report_runs SET ended_at = now() - interval '8 days' WHERE run_id = '" + outdated + "'");
        assertThat(client.send(admin("/reports/runs/" + deleted).DELETE()).status())
                .isEqualTo(204);

        assertThat(client.send(admin("/reports/runs/" + deleted).GET()).status())
                .isEqualTo(404);
        Waiting.until(PATIENCE, "the files to go", ReportRunsIT::files, keys -> keys.stream()
                .noneMatch(key -> key.contains(deleted) || key.contains(outdated)));
        assertThat(sql.rows("SELECT count(*) FROM report_runs WHERE run_id IN ('" + deleted + "', '" + outdated + "')"))
                .containsExactly("0");
    }

    @Test
    void a_report_that_cannot_be_made_says_why() {
        sql.execute(
                """
                INSERT INTO daily_rollup (business_day, company_id, event_type, business_context, currency, events,
                    quality_sum, amount_count, amount_sum, refund_count, refund_sum, first_event_at, last_event_at)
                SELECT '2001-01-01', 'many-' || n, 'MANY', 'other', '', 1, 1, 0, 0, 0, 0, now(), now()
                FROM generate_series(1, 40000) n""");

        JsonNode run = awaitEnd(command("company-analytics/runs?format=pdf&from=2001-01-01&to=2001-01-01")
                .header("Location"));

        assertThat(run.path("status").asString()).isEqualTo("failed");
        assertThat(run.path("message").asString()).contains("pages", "CSV");
        assertThat(client.send(admin("/reports/runs/" + run.path("run_id").asString() + "/file")
                                .GET())
                        .status())
                .isEqualTo(409);
    }

    @Test
    void a_file_is_not_sent_to_whoever_has_it_and_no_body_is_sent_to_whoever_asks_for_none() {
        String path = "/reports/runs/" + ready("csv") + "/file";
        Answer file = client.send(admin(path).GET());

        Answer again = client.send(
                admin(path).header("If-None-Match", file.header("ETag")).GET());
        Answer head = client.send(admin(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.response().body()).isEmpty();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(file.response().body().length));
    }

    @Test
    @Tag("faults")
    void a_report_waits_for_storage_however_long_it_is_away() {
        S3Server storage = platform.s3().orElseThrow();
        storage.kill();
        String path = command("event-type-summary/runs?format=json").header("Location");
        Waiting.until(
                PATIENCE,
                "more attempts than a dying service is given",
                () -> Integer.parseInt(
                        sql.rows("SELECT max(attempts) FROM report_runs").get(0)),
                attempts -> attempts > 3);

        storage.start();

        assertThat(awaitEnd(path).path("status").asString()).isEqualTo("ready");
    }

    @Test
    @Tag("faults")
    void a_report_whose_service_is_killed_is_made_by_the_next() {
        assumeTrue(platform.payara().process().isPresent());
        sql.execute(
                """
                INSERT INTO daily_rollup (business_day, company_id, event_type, business_context, currency, events,
                    quality_sum, amount_count, amount_sum, refund_count, refund_sum, first_event_at, last_event_at)
                SELECT '2002-01-01', 'killed-' || n, 'KILLED', 'other', '', 1, 1, 0, 0, 0, 0, now(), now()
                FROM generate_series(1, 300000) n""");
        String path = command("company-analytics/runs?format=xlsx&from=2002-01-01&to=2002-01-01")
                .header("Location");
        Waiting.until(
                PATIENCE,
                "the report to be in the making",
                () -> client.send(admin(path).GET()).json(),
                run -> run.path("status").asString().equals("running"));

        platform.payara().kill();
        platform.payara().start();
        JsonNode run = awaitEnd(path);

        assertThat(run.path("status").asString()).isEqualTo("ready");
        assertThat(sql.rows("SELECT attempts FROM report_runs WHERE run_id = '"
                        + run.path("run_id").asString() + "'"))
                .containsExactly("2");
        assertThat(client.send(admin(run.path("file").asString()).GET())
                        .response()
                        .body())
                .hasSize(run.path("size_bytes").asInt());
    }

    private static String ready(String format) {
        return awaitEnd(command("event-type-summary/runs?format=" + format).header("Location"))
                .path("run_id")
                .asString();
    }

    private static List<String> files() {
        return new Bucket(platform).keys(Keys.REPORTS);
    }

    private static JsonNode awaitEnd(String path) {
        return Waiting.until(
                PATIENCE,
                "the end of " + path,
                () -> client.send(admin(path).GET()).json(),
                run -> List.of("ready", "failed").contains(run.path("status").asString()));
    }

    private static Answer command(String path) {
        return client.command("/reports/" + path);
    }

    private static HttpRequest.Builder admin(String path) {
        return client.request(path).header("X-API-Key", client.adminKey());
    }

    private static Answer read(String path, String key) {
        return client.send(client.request(path).header("X-API-Key", key).GET());
    }

    private static String key(String json) {
        return client.send(admin("/keys")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{" + json.replace('\'', '"') + "}")))
                .json()
                .path("key")
                .asString();
    }

    private static String event(String company, String message) {
        return "{\"event_type\":\"RUNS_IT\",\"company_id\":\"" + company + "\",\"event_id\":\"" + message
                + "\",\"timestamp\":\"" + Instant.now() + "\",\"amount\":12.50}";
    }
}
