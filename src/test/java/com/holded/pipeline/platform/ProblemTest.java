package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    @Test
    void names_what_is_wrong() {
        Problem problem = ProblemLog.record(ProblemException.badParameter("from", "no date: \"ñ\""));

        assertThat(problem.toJson())
                .isEqualTo("{\"type\":\"urn:problem-type:holded:bad-parameter\",\"title\":\"A parameter is wrong\","
                        + "\"status\":400,\"detail\":\"from: no date: \\\"ñ\\\"\",\"code\":\"BAD_PARAMETER\","
                        + "\"parameter\":\"from\"}");
    }

    @Test
    void hides_what_failed_inside_behind_an_error_id() {
        Problem problem = ProblemLog.record(new IllegalStateException("jdbc:postgresql://secret"));

        assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(problem.errorId()).hasSize(36);
        assertThat(problem.toJson())
                .isEqualTo("{\"type\":\"urn:problem-type:holded:internal\",\"title\":\"The service failed; the error id"
                        + " finds the cause in its log\",\"status\":500,\"code\":\"INTERNAL\",\"errorId\":\""
                        + problem.errorId() + "\"}");
    }

    @Test
    void asks_to_come_back_when_a_part_is_away() {
        Problem problem = ProblemLog.record(
                new ProblemException(ErrorCode.STORAGE_UNAVAILABLE, "", new IllegalStateException("refused")));

        assertThat(problem.retryAfter()).contains("2");
        assertThat(problem.errorId()).isNotEmpty();
        assertThat(Problem.of(ErrorCode.NOT_FOUND, "").retryAfter()).isEmpty();
    }

    @Test
    void parameters_never_replace_the_members_of_the_standard() {
        Problem problem = new Problem(ErrorCode.CONFLICT, "x", Map.of("status", "200", "subject", "s"), "");

        assertThat(problem.toJson())
                .contains("\"status\":409")
                .doesNotContain("200")
                .contains("\"subject\":\"s\"");
    }

    @ParameterizedTest
    @CsvSource({
        "404,NOT_FOUND",
        "405,METHOD_NOT_ALLOWED",
        "406,NOT_ACCEPTABLE",
        "413,BODY_TOO_LARGE",
        "415,UNSUPPORTED_MEDIA_TYPE",
        "418,BAD_PARAMETER",
        "429,RATE_LIMITED",
        "500,INTERNAL",
        "502,INTERNAL",
        "503,OVERLOADED"
    })
    void every_status_of_the_container_has_a_code(int status, ErrorCode code) {
        assertThat(StatusCodes.codeOf(status)).isEqualTo(code);
    }

    @Test
    void what_a_caller_sends_makes_no_line_in_the_log() {
        assertThat(Causes.oneLine("a\r\nERROR forged\u0000b")).isEqualTo("a ERROR forged b");
    }
}
