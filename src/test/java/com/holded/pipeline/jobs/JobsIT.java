package com.holded.pipeline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RawHttp;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Jobs as an administrator starts, watches and stops them. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final RunningPlatform platform;
    private final Client client;
    private final Sql sql;

    JobsIT(RunningPlatform platform) {
        this.platform = platform;
        this.client = new Client(platform.platform());
        this.sql = new Sql(platform.platform());
    }

    @Test
    void an_execution_that_has_ended_well_can_be_neither_stopped_nor_restarted() {
        String execution =
                "/jobs/executions/" + client.runJob().path("execution_id").asString();

        assertThat(client.command(execution + "/stop").status()).isEqualTo(409);
        assertThat(client.command(execution + "/restart").status()).isEqualTo(409);
        assertThat(client.read(execution).json().path("status").asString()).isEqualTo("COMPLETED");
    }

    @Test
    void a_second_execution_is_refused_while_one_lives() {
        sql.execute("INSERT INTO job_runs (job_name, status, started_by) VALUES ('process-events', 'STARTED', 'it')");
        try {
            Client.Answer answer = client.command("/jobs/process-events/executions");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().path("code").asString()).isEqualTo("CONFLICT");
        } finally {
            sql.execute("UPDATE job_runs SET status = 'ABANDONED', ended_at = now() WHERE started_by = 'it'");
        }
    }

    @Test
    void an_execution_that_is_asked_to_stop_loads_nothing_more_and_a_restart_does_the_rest() {
        // A run that is told to stop before its first segment: what stop means, without a race.
        sql.execute("CREATE FUNCTION stop_at_once() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.status := 'STOPPING'; RETURN NEW; END $$");
        sql.execute("CREATE TRIGGER stop_at_once BEFORE UPDATE ON job_runs FOR EACH ROW"
                + " WHEN (NEW.status = 'STARTED') EXECUTE FUNCTION stop_at_once()");
        String execution;
        try {
            execution =
                    "/jobs/executions/" + client.runJob().path("execution_id").asString();
        } finally {
            sql.execute("DROP FUNCTION stop_at_once CASCADE");
        }
        assertThat(client.read(execution).json().path("status").asString()).isEqualTo("STOPPED");

        Client.Answer restarted = client.command(execution + "/restart");

        assertThat(restarted.status()).isEqualTo(202);
        Waiting.until(
                Duration.ofMinutes(1),
                "the restarted execution to complete",
                () -> sql.rows("SELECT status FROM job_runs ORDER BY run_id DESC LIMIT 1"),
                rows -> rows.equals(List.of("COMPLETED")));
    }

    @Test
    void a_run_that_is_stopped_in_the_middle_of_its_pipeline_undoes_or_commits_whole_and_is_restarted_once()
            throws Exception {
        post("jobs_it_stop", "m1");
        String execution;
        try (Connection blocker = platform.platform().connect();
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            // The load waits for this, in the middle of the pipeline.
            lock.execute("LOCK TABLE daily_rollup IN ACCESS EXCLUSIVE MODE");
            execution = start("{}");
            Waiting.until(
                    PATIENCE,
                    "the load to wait",
                    () -> sql.rows("SELECT count(*) FROM pg_locks WHERE NOT granted"),
                    rows -> !rows.equals(List.of("0")));
            assertThat(client.command(execution + "/restart").status()).isEqualTo(409);
            assertThat(client.command(execution + "/stop").status()).isEqualTo(202);
            assertThat(client.command(execution + "/stop").json().path("status").asString())
                    .as("a stop during the stop")
                    .isEqualTo("STOPPING");
            blocker.rollback();
        }
        assertThat(ended(execution).path("status").asString()).isEqualTo("STOPPED");

        Client.Answer restarted = client.command(execution + "/restart");
        JsonNode end = ended(path(restarted));

        assertThat(end.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(end.path("restart_of").asLong())
                .isEqualTo(Long.parseLong(execution.substring("/jobs/executions/".length())));
        Client.Answer again = client.command(execution + "/restart");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text())
                .contains("was restarted already, as execution "
                        + end.path("execution_id").asString());
        assertThat(sql.rows("SELECT count(*) FROM business_events WHERE company_id = 'jobs_it_stop'"))
                .containsExactly("1");
        assertThat(sql.recount()).isEmpty();
    }

    @Test
    void a_dry_run_tells_what_would_happen_and_the_run_after_it_does_that() {
        client.runJob();
        post("jobs_it_dry", "m1");
        post("jobs_it_dry", "m1");
        post("jobs_it_other", "m1");
        long runsBefore = sql.counts("SELECT 'n', count(*) FROM raw_segments WHERE state = 'loaded'")
                .get("n");

        JsonNode company = ended(start("{\"dry_run\":true,\"company\":\"jobs_it_dry\"}"));
        JsonNode all = ended(start("{\"dry_run\":true}"));

        assertThat(company.path("parameters").path("company").asString()).isEqualTo("jobs_it_dry");
        assertThat(counts(company)).containsExactly(2, 1, 1);
        assertThat(counts(all)).containsExactly(3, 2, 1);
        assertThat(sql.counts("SELECT 'n', count(*) FROM raw_segments WHERE state = 'loaded'")
                        .get("n"))
                .isEqualTo(runsBefore);
        assertThat(counts(client.runJob())).containsExactly(3, 2, 1);
    }

    @Test
    void only_segments_of_the_time_that_is_asked_for_are_loaded() {
        client.runJob();
        post("jobs_it_time", "m1");

        JsonNode before = ended(start("{\"to\":\"2020-01-01\"}"));
        JsonNode after = ended(start("{\"from\":\"2020-01-01\"}"));

        assertThat(before.path("segments").asInt()).isZero();
        assertThat(after.path("loaded").asInt()).isEqualTo(1);
        assertThat(after.path("parameters").toString()).contains("2019-12-31T23:00:00Z");
    }

    @Test
    void an_execution_that_has_ended_tells_where_its_time_went() {
        post("jobs_it_steps", "m1");

        JsonNode run = ended(start("{}"));

        assertThat(run.path("step_millis").propertyNames())
                .containsExactlyInAnyOrder("read", "judge", "enrich", "write", "load");
    }

    @Test
    void progress_is_told_as_events_to_the_end_wherever_the_run_is() {
        sql.execute(
                "INSERT INTO job_runs (job_name, status, started_by) VALUES ('elsewhere', 'STARTED', 'it-progress')");
        String id = sql.rows("SELECT run_id FROM job_runs WHERE started_by = 'it-progress'")
                .get(0);

        CompletableFuture<Client.Answer> followed = CompletableFuture.supplyAsync(() -> follow(id));
        Waiting.until(PATIENCE, "one to follow", this::watchers, count -> count == 1);
        sql.execute("UPDATE job_runs SET segments = 3, segments_done = 1 WHERE run_id = " + id);
        sql.execute("UPDATE job_runs SET status = 'COMPLETED', ended_at = now() WHERE run_id = " + id);
        Client.Answer answer = followed.join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.text().lines().filter(line -> line.startsWith("event:")))
                .startsWith("event: progress")
                .endsWith("event: end");
        assertThat(answer.text()).contains("\"segments_done\":1", "\"status\":\"COMPLETED\"");
        Waiting.until(PATIENCE, "nobody to follow", this::watchers, count -> count == 0);
    }

    @Test
    void those_who_follow_and_leave_are_forgotten_and_no_more_than_may_follow_do() throws Exception {
        sql.execute("INSERT INTO job_runs (job_name, status, started_by) VALUES ('left', 'STARTED', 'it-left')");
        String id = sql.rows("SELECT run_id FROM job_runs WHERE started_by = 'it-left'")
                .get(0);
        List<RawHttp> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                callers.add(new RawHttp(platform.service())
                        .send("GET /jobs/executions/" + id + "/progress HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                // One after another: each asks the database, whose pool is smaller.
                int following = i + 1;
                Waiting.until(PATIENCE, "one more to follow", this::watchers, count -> count == following);
            }
            Client.Answer refused = follow(id);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
        } finally {
            callers.forEach(RawHttp::close);
        }
        try {
            Waiting.until(PATIENCE, "all to be forgotten", this::watchers, count -> count == 0);
        } finally {
            sql.execute("UPDATE job_runs SET status = 'ABANDONED', ended_at = now() WHERE run_id = " + id);
        }
        assertThat(follow(id).text()).contains("event: end");
    }

    @Test
    void what_jakarta_batch_knows_of_a_run_stands_in_the_database() {
        JsonNode run = client.runJob();

        assertThat(sql.rows("SELECT e.batchstatus, string_agg(s.stepname, ' ' ORDER BY s.stepexecid) FROM job_runs r"
                        + " JOIN batch.jbatchexecutioninstancedata e ON e.jobexecid = r.batch_execution_id"
                        + " JOIN batch.jbatchstepexecutioninstancedata s USING (jobexecid) WHERE r.run_id = "
                        + run.path("execution_id").asString() + " GROUP BY 1"))
                .singleElement()
                .asString()
                .endsWith("|discover load close");
    }

    @Test
    void runs_that_died_are_shown_as_abandoned_though_nobody_starts_their_job_again() {
        sql.execute("INSERT INTO job_runs (job_name, status, started_by, heartbeat_at)"
                + " VALUES ('replay-dead-letters', 'STARTED', 'it-died', now() - interval '61 seconds')");

        Waiting.until(
                PATIENCE,
                "the run to be abandoned",
                () -> sql.rows("SELECT status FROM job_runs WHERE started_by = 'it-died'"),
                rows -> rows.equals(List.of("ABANDONED")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"company\":\"c\"}; company",
                "{\"reprocess\":\"all\"}; reprocess",
                "{\"runner\":\"Flink\"}; runner"
            })
    void a_wrong_parameter_is_named(String body, String parameter) {
        Client.Answer answer = send("/jobs/process-events/executions", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("parameter").asString()).isEqualTo(parameter);
    }

    private void post(String company, String message) {
        Client.Answer answer = client.post(
                "/collect",
                "{\"event_id\":\"" + message + "\",\"event_type\":\"T\",\"company_id\":\"" + company
                        + "\",\"timestamp\":1772705555000}");
        assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
    }

    private String start(String body) {
        return path(send("/jobs/process-events/executions", body));
    }

    private static String path(Client.Answer started) {
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        return "/jobs/executions/" + started.json().path("execution_id").asString();
    }

    private Client.Answer send(String path, String body) {
        return client.send(client.request(path)
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode ended(String execution) {
        return Waiting.until(
                PATIENCE,
                "the end of " + execution,
                () -> client.read(execution).json(),
                run -> run.has("ended_at"));
    }

    private Client.Answer follow(String id) {
        return client.read("/jobs/executions/" + id + "/progress");
    }

    private int watchers() {
        return client.read("/metrics?scope=application")
                .text()
                .lines()
                .filter(line -> line.startsWith("holded_job_watchers{") || line.startsWith("holded_job_watchers "))
                .map(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static List<Integer> counts(JsonNode run) {
        return List.of(
                run.path("events").asInt(),
                run.path("loaded").asInt(),
                run.path("duplicates").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "/jobs/executions/999999,404,NOT_FOUND",
        "/jobs/executions/x,404,NOT_FOUND",
        "/jobs/executions?limit=0,400,BAD_PARAMETER"
    })
    void a_wrong_question_is_named(String path, int status, String code) {
        Client.Answer answer = client.read(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }

    @Test
    void there_is_no_other_job() {
        assertThat(client.command("/jobs/rm-rf/executions").status()).isEqualTo(404);
    }
}
