package com.holded.pipeline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs as an administrator starts, watches and stops them. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsIT {
    private final Client client;
    private final Sql sql;

    JobsIT(RunningPlatform platform) {
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
