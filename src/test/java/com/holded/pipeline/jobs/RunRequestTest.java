package com.holded.pipeline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.ledger.Reprocess;
import com.holded.pipeline.ledger.RunParameters;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunRequestTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "{\"reprocess\":\"missing\",\"dry_run\":false}"})
    void nothing_said_means_all_that_waits(String body) {
        assertThat(parameters(body)).isEqualTo(RunParameters.ALL);
    }

    @Test
    void every_parameter_is_read_and_shown_again() {
        String body = "{\"from\":\"2026-03-05\",\"to\":\"2026-03-05\",\"company\":\"c\",\"event_type\":\"T\\\\U\","
                + "\"reprocess\":\"failed\",\"dry_run\":true}";

        RunParameters parameters = parameters(body);

        assertThat(parameters)
                .isEqualTo(new RunParameters(
                        Optional.of(Instant.parse("2026-03-04T23:00:00Z")),
                        Optional.of(Instant.parse("2026-03-05T23:00:00Z")),
                        "c",
                        "T\\U",
                        Reprocess.FAILED,
                        true));
        assertThat(parameters(JsonText.write(parameters.toJson()))).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'from':'yesterday'}; from",
                "{'from':17}; from",
                "{'from':'1999-12-31T23:59:59Z'}; from",
                "{'to':'2026-13-01'}; to",
                "{'to':'+1000000000-12-31T23:59:59Z'}; to",
                "{'from':'2026-03-06','to':'2026-03-05'}; to",
                "{'from':'2026-03-05T10:00:00Z','to':'2026-03-05T10:00:00Z'}; to",
                "{'company':'a b','dry_run':true}; company",
                "{'company':'c'}; company",
                "{'company':'c','reprocess':'failed'}; company",
                "{'event_type':'T'}; event_type",
                "{'event_type':'','dry_run':true}; event_type",
                "{'reprocess':'all'}; reprocess",
                "{'reprocess':true}; reprocess",
                "{'dry_run':'yes'}; dry_run",
                "{'runner':'FlinkRunner'}; runner",
                "{'fron':'2026-03-05'}; fron"
            })
    void a_wrong_parameter_is_named(String body, String parameter) {
        assertThatThrownBy(() -> parameters(body.replace('\'', '"')))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
                    assertThat(problem.parameters()).containsEntry("parameter", parameter);
                });
    }

    @ParameterizedTest
    @CsvSource({"[],MALFORMED_JSON", "{,MALFORMED_JSON", "null,MALFORMED_JSON"})
    void a_body_that_is_no_object_is_refused(String body, ErrorCode code) {
        assertThatThrownBy(() -> parameters(body))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code));
    }

    @Test
    void a_body_beyond_all_measure_is_not_read() {
        assertThatThrownBy(() -> parameters(" ".repeat(20_000)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.BODY_TOO_LARGE));
    }

    private static RunParameters parameters(String body) {
        return RunRequest.parameters(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
