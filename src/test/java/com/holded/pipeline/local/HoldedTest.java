package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HoldedTest {
    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private HttpServer service = unbound();

    private record Answer(int status, String body) {}

    @BeforeEach
    void start_service() throws IOException {
        service.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!sent.isEmpty()) {
                bodies.add(sent);
            }
            Answer answer = answers.remove();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop_service() {
        service.stop(0);
    }

    @Test
    void every_command_explains_itself() {
        CommandLine commands = Holded.commandLine();

        for (Map.Entry<String, CommandLine> command : commands.getSubcommands().entrySet()) {
            assertThat(run(command.getKey(), "--help")).as(command.getKey()).isZero();
        }
        assertThat(commands.getSubcommands().keySet())
                .contains("up", "demo", "status", "down", "run-job", "report", "verify", "keys", "psql");
    }

    @Test
    void a_replay_is_tried_first_and_done_only_when_told_so() throws IOException {
        Path patch = Files.writeString(folder.resolve("patch.json"), "{\"company_id\":\"c\"}");
        answers.add(
                new Answer(
                        200,
                        "{\"summary\":\"with T version 2, 412 of 430 would pass, 18 still fail on /data/amount\",\"remaining\":"
                                + "[{\"reason\":\"SCHEMA\",\"pointer\":\"/data/amount\",\"keyword\":\"minimum\",\"events\":18}]}"));
        answers.add(
                new Answer(202, "{\"replay_id\":7,\"execution\":{\"execution_id\":\"e1\",\"status\":\"STARTING\"}}"));
        answers.add(
                new Answer(
                        200,
                        "data: {\"execution_id\":\"e1\",\"status\":\"COMPLETED\",\"events\":430,\"loaded\":412,\"dead_letters\":18}"));

        int tried = run("dead-letters", "replay", "--type", "T U", "--url", url(), "--key", "k");
        int done = run(
                "dead-letters",
                "replay",
                "--type",
                "T U",
                "--patch",
                patch.toString(),
                "--yes",
                "--url",
                url(),
                "--key",
                "k");

        assertThat(tried + done).isZero();
        assertThat(requests)
                .containsExactly(
                        "POST /dead-letters/replay?type=T%20U&dryRun=true Bearer k",
                        "POST /dead-letters/replay?type=T%20U Bearer k", "GET /jobs/executions/e1/progress Bearer k");
        assertThat(out.toString())
                .contains("412 of 430 would pass, 18 still fail on /data/amount", "Nothing was changed")
                .contains("Replay 7 COMPLETED: 430 events in 0 segments, 412 loaded");
    }

    @Test
    void dead_letters_are_listed_by_group_and_one_by_one() {
        answers.add(new Answer(
                200,
                "{\"groups\":[{\"reason\":\"SCHEMA\",\"pointer\":\"/data/amount\",\"keyword\":\"maximum\",\"events\":1200}],"
                        + "\"total\":1200}"));
        answers.add(
                new Answer(200, "{\"dead_letters\":[{\"event_id\":\"one\",\"status\":\"open\"}],\"next\":\"one\"}"));
        answers.add(new Answer(200, "{\"dead_letters\":[{\"event_id\":\"two\",\"status\":\"open\"}]}"));

        run("dead-letters", "list", "--url", url(), "--key", "k");
        run("dead-letters", "list", "--all", "--status", "open", "--url", url(), "--key", "k");

        assertThat(requests)
                .containsExactly(
                        "GET /dead-letters/groups?limit=500 Bearer k",
                        "GET /dead-letters?status=open&limit=500 Bearer k",
                        "GET /dead-letters?status=open&limit=500&cursor=one Bearer k");
        assertThat(out.toString()).contains("1,200  SCHEMA", "1200 dead letters", "one ", "two ");
    }

    @Test
    void a_schema_is_previewed() throws IOException {
        Path schema = Files.writeString(folder.resolve("schema.json"), "{\"type\":\"object\"}");
        answers.add(new Answer(
                200,
                "{\"would_break\":20,\"events_judged\":50,\"segments_read\":2,\"segments_in_period\":9,\"complete\":false,"
                        + "\"groups\":[{\"pointer\":\"/data/amount\",\"keyword\":\"maximum\",\"events\":20}]}"));

        int exit = run("schema", "preview", schema.toString(), "--subject", "T", "--url", url(), "--key", "k");

        assertThat(exit).isZero();
        assertThat(requests).containsExactly("POST /schemas/preview?days=7&limit=20000&subject=T Bearer k");
        assertThat(out.toString())
                .contains("20 of 50 events would break, from 2 of 9 segments (a sample)", "/data/amount");
    }

    @Test
    void the_ledger_is_a_table_and_fails_when_something_is_missing() {
        String figures = "\"received\":1200,\"loaded\":1190,\"duplicates\":4,\"conflicts\":1,\"dead_letters\":4,"
                + "\"replayed\":0,\"residual\":1,\"balanced\":false,\"segments\":{\"loaded\":9,\"in_flight\":2,"
                + "\"in_flight_bytes\":9,\"quarantined\":3}";
        answers.add(new Answer(
                200, "{\"total\":{" + figures + "},\"hours\":[{\"hour\":\"2026-03-05T10:00:00Z\"," + figures + "}]}"));
        answers.add(new Answer(200, "{\"total\":{\"received\":3,\"loaded\":3},\"hours\":[]}"));

        int missing = run("ledger", "--from", "2026-03-05", "--to", "2026-03-06", "--url", url(), "--key", "k");
        int whole = run("ledger", "--company", "c ñ", "--url", url(), "--key", "k");

        assertThat(missing).isEqualTo(1);
        assertThat(whole).isZero();
        assertThat(requests)
                .containsExactly(
                        "GET /ops/ledger?from=2026-03-05&to=2026-03-06 Bearer k",
                        "GET /ops/ledger?company=c%20%C3%B1 Bearer k");
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "2026-03-05T10:00:00Z 1,200 1,190 4 1 4 0 1 2 seg.",
                        "3 segments are quarantined: none of their events is counted",
                        "Not balanced: rows were lost or added past the service",
                        "total 3 3 - - - - - -");
    }

    @Test
    void a_lineage_shows_the_steps_that_were_taken() {
        answers.add(new Answer(
                200,
                "{\"event_id\":\"e\",\"package_id\":\"p\",\"outcome\":\"loaded\",\"raw\":{\"object_name\":\"raw-events/r\","
                        + "\"line\":1,\"status\":\"rejected\",\"received_at\":\"t0\",\"schema_id\":7,\"errors\":[{"
                        + "\"reason\":\"SCHEMA\",\"pointer\":\"/data\",\"message\":\"m\"}]},\"segment\":{"
                        + "\"state\":\"loaded\",\"finished_at\":\"t1\",\"execution\":{\"execution_id\":42,"
                        + "\"job\":\"process-events\",\"status\":\"COMPLETED\"}},\"dead_letter\":{"
                        + "\"status\":\"replayed\",\"reason\":\"SCHEMA\",\"errors\":[],\"first_seen_at\":\"t1\","
                        + "\"history\":[{\"action\":\"replay\",\"action_id\":3,\"at\":\"t2\",\"outcome\":\"loaded\","
                        + "\"enriched_object\":\"events/r\"}]},\"row\":{\"loaded_at\":\"t2\",\"business_day\":\"d\","
                        + "\"business_context\":\"sales\"}}"));

        assertThat(run("lineage", "e", "--url", url(), "--key", "k")).isZero();

        assertThat(requests).containsExactly("GET /events/e/lineage Bearer k");
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "event e in package p",
                        " - of company -",
                        "outcome loaded",
                        "raw raw-events/r line 1",
                        " rejected t0 by schema 7",
                        " SCHEMA /data m",
                        "segment loaded t1",
                        "execution 42 process-events COMPLETED pipeline -",
                        "dead letter replayed SCHEMA since t1",
                        " replay 3 t2 loaded events/r",
                        "row loaded t2 day d sales");
    }

    @Test
    void a_port_that_is_no_number_is_a_usage_error() {
        assertThat(run("up", "--port", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("--port", "'many' is not an int");
    }

    @Test
    void run_job_follows_the_execution_to_its_end() {
        answers.add(new Answer(202, "{\"execution_id\":\"e1\",\"status\":\"STARTING\"}"));
        answers.add(new Answer(
                200,
                ": alive\n\nevent: progress\nid: 1\ndata: {\"execution_id\":\"e1\",\"status\":\"STARTED\",\"segments\":2,"
                        + "\"segments_done\":1,\"segments_in_all\":4,\"events\":600,\"events_per_second\":300.4,"
                        + "\"seconds_left\":6}\n\n"));
        answers.add(new Answer(503, "{\"detail\":\"too many callers follow runs\"}"));
        answers.add(new Answer(200, "{\"execution_id\":\"e1\",\"status\":\"STOPPING\"}"));
        answers.add(new Answer(
                200,
                "event: end\nid: 1\ndata: {\"execution_id\":\"e1\",\"status\":\"COMPLETED\",\"segments\":2,"
                        + "\"segments_done\":2,\"events\":1200,\"loaded\":1190,\"duplicates\":4,\"conflicts\":1,"
                        + "\"dead_letters\":5}\n\n"));

        int exit = run("run-job", "--url", url(), "--key", "the-key");

        assertThat(exit).isZero();
        assertThat(requests)
                .containsExactly(
                        "POST /jobs/process-events/executions Bearer the-key",
                        "GET /jobs/executions/e1/progress Bearer the-key",
                        "GET /jobs/executions/e1/progress Bearer the-key",
                        "GET /jobs/executions/e1 Bearer the-key",
                        "GET /jobs/executions/e1/progress Bearer the-key");
        assertThat(bodies).isEmpty();
        assertThat(out.toString())
                .contains("STARTED    25 %  1 of 4 segments, 600 events, 300/s, about 6 s left")
                .contains("COMPLETED: 1,200 events in 2 segments, 1,190 loaded, 4 duplicates, 1 conflicts,"
                        + " 5 dead letters");
    }

    @Test
    void run_job_follows_the_execution_that_it_has_to_wait_for() {
        answers.add(new Answer(409, "{\"detail\":\"an execution is alive\"}"));
        answers.add(
                new Answer(
                        200,
                        "{\"executions\":[{\"execution_id\":9,\"job\":\"rebuild-analytics\",\"status\":\"STARTED\"},"
                                + "{\"execution_id\":8,\"job\":\"process-events\",\"status\":\"STARTED\",\"segments_in_all\":4}]}"));
        answers.add(new Answer(
                200,
                "data: {\"execution_id\":8,\"status\":\"COMPLETED\",\"segments\":4,\"events\":70,\"loaded\":70}\n"));
        answers.add(new Answer(202, "{\"execution_id\":10,\"status\":\"COMPLETED\"}"));

        assertThat(run("run-job", "--url", url())).isZero();

        assertThat(out.toString())
                .containsSubsequence(
                        "Execution 8 is under way; this one begins after it",
                        "STARTED     0 %  0 of 4 segments",
                        "Execution 8 COMPLETED: 70 events in 4 segments, 70 loaded",
                        "COMPLETED: 0 events");
    }

    @Test
    void run_job_passes_its_parameters_on() {
        answers.add(new Answer(
                202,
                "{\"execution_id\":\"e1\",\"status\":\"COMPLETED\",\"parameters\":{\"dry_run\":true},\"events\":3}"));

        int exit = run(
                "run-job",
                "--from",
                "2026-03-05",
                "--to",
                "2026-03-06",
                "--reprocess",
                "failed",
                "--dry-run",
                "--company",
                "c",
                "--type",
                "T",
                "--url",
                url());

        assertThat(exit).isZero();
        assertThat(bodies)
                .containsExactly("{\"from\":\"2026-03-05\",\"to\":\"2026-03-06\",\"reprocess\":\"failed\","
                        + "\"company\":\"c\",\"event_type\":\"T\",\"dry_run\":true}");
        assertThat(out.toString()).contains("COMPLETED (dry run, nothing is changed): 3 events");
    }

    @Test
    void executions_are_listed_shown_followed_stopped_and_restarted() {
        answers.add(
                new Answer(
                        200,
                        "{\"executions\":[{\"execution_id\":8,\"job\":\"process-events\",\"status\":\"STARTED\"},"
                                + "{\"execution_id\":7,\"job\":\"process-events\",\"status\":\"FAILED\",\"message\":\"why\"}]}"));
        answers.add(new Answer(200, "{\"execution_id\":8,\"parameters\":{\"reprocess\":\"failed\"}}"));
        answers.add(new Answer(200, "{\"execution_id\":8,\"status\":\"COMPLETED\"}"));
        answers.add(new Answer(202, "{\"execution_id\":8,\"status\":\"STOPPED\"}"));
        answers.add(new Answer(202, "{\"execution_id\":9,\"status\":\"STARTING\"}"));
        answers.add(new Answer(200, "data: {\"execution_id\":9,\"status\":\"FAILED\",\"message\":\"again\"}\n"));
        answers.add(new Answer(409, "{\"detail\":\"execution 8 was restarted already\"}"));

        assertThat(run("jobs", "list", "--limit", "2", "--url", url())).isZero();
        assertThat(run("jobs", "show", "8", "--url", url())).isZero();
        assertThat(run("jobs", "follow", "8", "--url", url())).isZero();
        assertThat(run("jobs", "stop", "8", "--url", url())).isZero();
        assertThat(run("jobs", "restart", "8", "--url", url())).isEqualTo(1);
        assertThat(run("jobs", "restart", "8", "--url", url())).isEqualTo(1);
        assertThat(run("jobs", "show", "eight", "--url", url())).isEqualTo(2);

        assertThat(requests)
                .extracting(request -> request.substring(0, request.lastIndexOf(' ')))
                .containsExactly(
                        "GET /jobs/executions?limit=2",
                        "GET /jobs/executions/8",
                        "GET /jobs/executions/8",
                        "POST /jobs/executions/8/stop",
                        "POST /jobs/executions/8/restart",
                        "GET /jobs/executions/9/progress",
                        "POST /jobs/executions/8/restart");
        assertThat(out.toString())
                .containsSubsequence("8  process-events", "STARTED", "7  process-events", "FAILED", "why")
                .contains("\"reprocess\" : \"failed\"", "STOPPED: 0 events", "FAILED: 0 events", "(again)");
        assertThat(err.toString()).contains("execution 8 was restarted already");
    }

    @Test
    void a_terminal_shows_one_line_that_fills() {
        JobRun half = new JobRun("1", "STARTED", "", 3, 2, 4, 600, 0, 0, 0, 0, 300, 6, false, "");
        JobRun end = new JobRun("1", "COMPLETED", "", 4, 4, 4, 600, 0, 0, 0, 0, 300, -1, false, "");
        ProgressBar bar = new ProgressBar(new PrintWriter(out), true);

        bar.accept(half);
        bar.accept(end);

        assertThat(out.toString())
                .isEqualTo("\r[############------------] STARTED    50 %  2 of 4 segments, 600 events, 300/s,"
                        + " about 6 s left\u001b[K\r\u001b[K");
    }

    @Test
    void run_job_fails_when_the_execution_fails() {
        answers.add(new Answer(202, "{\"execution_id\":\"e1\",\"status\":\"FAILED\",\"message\":\"no storage\"}"));

        assertThat(run("run-job", "--url", url())).isEqualTo(1);
        assertThat(out.toString()).contains("FAILED", "no storage");
    }

    @Test
    void a_refusal_is_one_line_with_its_detail() {
        answers.add(new Answer(403, "{\"title\":\"no\",\"detail\":\"Only an administrator may run jobs\"}"));

        assertThat(run("run-job", "--url", url())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("POST /jobs/process-events/executions was refused: 403 Only an"
                        + " administrator may run jobs. Give a key that may do this with --key or HOLDED_KEY");
    }

    @Test
    void a_service_that_is_not_there_is_one_line() {
        assertThat(run("run-job", "--url", "http://127.0.0.1:" + Ports.free())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("./holded up", "--url");
    }

    @Test
    void report_passes_its_filters_and_writes_the_file() throws IOException {
        answers.add(new Answer(200, "a;b"));
        Path file = folder.resolve("new").resolve("r.csv");

        int exit = run(
                "report",
                "company-analytics",
                "--format",
                "csv",
                "--from",
                "2026-01-01",
                "--event-type",
                "Holded\\Wallet Ñ",
                "--url",
                url(),
                "--key",
                "k",
                "-o",
                file.toString());

        assertThat(exit).isZero();
        assertThat(requests)
                .containsExactly(
                        "GET /reports/company-analytics.csv?from=2026-01-01&event_type=Holded%5CWallet%20%C3%91"
                                + " Bearer k");
        assertThat(file).hasContent("a;b");
    }

    @Test
    void report_takes_the_format_from_the_name_of_the_file(@TempDir Path folder) {
        answers.add(new Answer(200, "x"));

        int exit = run(
                "report",
                "daily-activity",
                "--period",
                "last-month",
                "--lang",
                "es",
                "--url",
                url(),
                "--key",
                "k",
                "-o",
                folder.resolve("may.xlsx").toString());

        assertThat(exit).isZero();
        assertThat(requests).containsExactly("GET /reports/daily-activity.xlsx?period=last-month&lang=es Bearer k");
    }

    @Test
    void reports_are_listed_a_line_each() {
        answers.add(new Answer(
                200,
                "{\"reports\":[{\"name\":\"job-runs\",\"titles\":{\"en\":\"Job runs\"},\"formats\":[\"pdf\",\"csv\"],"
                        + "\"parameters\":[\"from\",\"to\"]}]}"));

        int exit = run("reports", "list", "--url", url(), "--key", "k");

        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("job-runs ").contains("Job runs", "pdf csv", "from to");
    }

    @Test
    void keys_are_made_and_shown_on_a_line_of_their_own() {
        answers.add(new Answer(
                201, "{\"key_id\":\"3f9c1b7e20d4a586\",\"name\":\"n\",\"role\":\"producer\",\"key\":\"hld_x\"}"));

        int exit = run(
                "keys",
                "create",
                "--name",
                "Tienda Ñ",
                "--role",
                "producer",
                "--company",
                "company_003",
                "--expires-in",
                "P90D",
                "--events-per-second",
                "5",
                "--url",
                url(),
                "--key",
                "k");

        assertThat(exit).isZero();
        assertThat(requests).containsExactly("POST /keys Bearer k");
        assertThat(bodies)
                .containsExactly("{\"name\":\"Tienda Ñ\",\"role\":\"producer\",\"company\":\"company_003\","
                        + "\"expires_in\":\"PT2160H\",\"limits\":{\"events_per_second\":5}}");
        assertThat(out.toString()).isEqualToIgnoringNewLines("hld_x");
        assertThat(err.toString()).contains("3f9c1b7e20d4a586");
    }

    @Test
    void schemas_are_registered_listed_shown_and_checked() throws IOException {
        Path file = Files.writeString(folder.resolve("s.avsc"), "\"string\"");
        answers.add(new Answer(200, "{\"id\":17}"));
        answers.add(new Answer(200, "[{\"subject\":\"a b\",\"version\":2,\"id\":17,\"schema\":\"\"}]"));
        answers.add(new Answer(200, "\"string\""));
        answers.add(new Answer(200, "{\"is_compatible\":true,\"messages\":[]}"));
        answers.add(new Answer(200, "{\"is_compatible\":false,\"messages\":[\"why\"]}"));
        answers.add(new Answer(409, "{\"error_code\":409,\"message\":\"does not fit\"}"));

        assertThat(run("schema", "register", "a b", file.toString(), "--reference", "n=s:3", "--url", url()))
                .isZero();
        assertThat(run("schema", "list", "--prefix", "a", "--url", url())).isZero();
        assertThat(run("schema", "show", "a b", "--url", url())).isZero();
        assertThat(run("schema", "check", "a b", file.toString(), "--url", url()))
                .isZero();
        assertThat(run("schema", "check", "a b", file.toString(), "--type", "json", "--url", url()))
                .isEqualTo(1);
        assertThat(run("schema", "register", "a b", file.toString(), "--url", url()))
                .isEqualTo(1);

        assertThat(requests)
                .extracting(request -> request.substring(0, request.lastIndexOf(' ')))
                .containsExactly(
                        "POST /subjects/a%20b/versions",
                        "GET /schemas?latestOnly=true&subjectPrefix=a",
                        "GET /subjects/a%20b/versions/latest/schema",
                        "POST /compatibility/subjects/a%20b/versions?verbose=true",
                        "POST /compatibility/subjects/a%20b/versions?verbose=true",
                        "POST /subjects/a%20b/versions");
        assertThat(bodies)
                .contains(
                        "{\"schemaType\":\"AVRO\",\"schema\":\"\\\"string\\\"\","
                                + "\"references\":[{\"name\":\"n\",\"subject\":\"s\",\"version\":3}]}",
                        "{\"schemaType\":\"JSON\",\"schema\":\"\\\"string\\\"\"}");
        assertThat(out.toString().lines())
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly("17", "a b version 2 id 17 AVRO", "\"string\"", "compatible", "incompatible", "why");
        assertThat(err.toString()).contains("POST /subjects/a b/versions was refused: 409 does not fit");
    }

    @Test
    void keys_are_listed_rotated_and_revoked() {
        answers.add(new Answer(
                200,
                "{\"keys\":[{\"key_id\":\"a1\",\"status\":\"active\",\"role\":\"admin\",\"name\":\"first\"}],"
                        + "\"next\":\"a1\"}"));
        answers.add(new Answer(
                200,
                "{\"keys\":[{\"key_id\":\"b2\",\"status\":\"revoked\",\"role\":\"analyst\",\"name\":\"second\"}]}"));
        answers.add(new Answer(200, "{\"key_id\":\"a1\",\"key\":\"hld_y\"}"));
        answers.add(new Answer(204, ""));

        assertThat(run("keys", "list", "--url", url(), "--key", "k")).isZero();
        assertThat(run("keys", "rotate", "a1", "--overlap", "PT1H", "--url", url(), "--key", "k"))
                .isZero();
        assertThat(run("keys", "revoke", "a/1", "--url", url(), "--key", "k")).isZero();

        assertThat(requests)
                .containsExactly(
                        "GET /keys?limit=500 Bearer k",
                        "GET /keys?limit=500&cursor=a1 Bearer k",
                        "POST /keys/a1/rotate Bearer k",
                        "DELETE /keys/a%2F1 Bearer k");
        assertThat(bodies).contains("{\"overlap\":\"PT1H\"}");
        assertThat(out.toString()).contains("first", "second", "all companies", "never used", "hld_y");
    }

    @Test
    void a_refused_report_leaves_no_file() throws IOException {
        answers.add(new Answer(404, "{\"detail\":\"There is no report nothing\"}"));

        assertThat(run(
                        "report",
                        "nothing",
                        "--url",
                        url(),
                        "-o",
                        folder.resolve("r.pdf").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no report nothing");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void status_tells_where_nothing_runs_and_that_a_service_is_unhealthy() {
        answers.add(new Answer(503, "{\"status\":\"unhealthy\",\"minio_connected\":false}"));
        answers.add(new Answer(
                200, "{\"total\":{\"received\":12,\"loaded\":9,\"balanced\":false,\"segments\":{\"in_flight\":2}}}"));
        answers.add(new Answer(403, "{}"));
        answers.add(new Answer(200, "{\"executions\":[]}"));

        int exit = run("status", "--data", folder.toString(), "--url", url());

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "none runs on " + folder,
                        "\"status\":\"unhealthy\"",
                        "12 events received: 9 loaded, 0 duplicates",
                        "2 segments wait; not balanced",
                        "none yet");
    }

    @Test
    void down_is_content_when_nothing_runs() {
        assertThat(run("down", "--data", folder.toString())).isZero();
        assertThat(out.toString()).contains("Nothing runs on " + folder);
    }

    private int run(String... arguments) {
        return Holded.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(List.of(arguments).toArray(String[]::new));
    }

    private String url() {
        return "http://127.0.0.1:" + service.getAddress().getPort();
    }

    private static HttpServer unbound() {
        try {
            return HttpServer.create();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
