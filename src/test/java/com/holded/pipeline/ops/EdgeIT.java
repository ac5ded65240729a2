package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.RunningPlatform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request meets, whatever it asks for: access, errors, health, figures. */
@ExtendWith(RunningPlatform.Shared.class)
class EdgeIT {
    private final HttpClient client = HttpClient.newHttpClient();
    private final RunningPlatform platform;

    EdgeIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @Test
    void health_tells_the_state_of_each_part() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get("/health"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .matches("\\{\"status\":\"healthy\",\"timestamp\":\\d{13},\"minio_connected\":true,"
                        + "\"postgres_connected\":true,\"degraded\":false,\"reports_ready\":true,\"checks\":\\["
                        + "\\{\"name\":\"object_storage\",\"state\":\"up\",\"latency_ms\":\\d+},"
                        + "\\{\"name\":\"postgresql\",\"state\":\"up\",\"latency_ms\":\\d+}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/health/started"})
    void probes_answer_without_a_key_under_any_name(String probe) throws IOException, InterruptedException {
        assertThat(send(get(probe)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /no/such/path, 404, NOT_FOUND",
        "GET, /ui/no-such-file.js, 404, NOT_FOUND",
        "GET, /WEB-INF/web.xml, 404, NOT_FOUND",
        "GET, /problem, 404, NOT_FOUND",
        "GET, /application.wadl, 404, NOT_FOUND",
        "DELETE, /jobs/executions, 405, METHOD_NOT_ALLOWED",
        "GET, /jobs/executions?limit=x, 400, BAD_PARAMETER",
        "GET, /jobs/executions?limit=0, 400, BAD_PARAMETER",
        "POST, /jobs/process-events/executions, 403, FORBIDDEN"
    })
    void every_refusal_is_a_problem(String method, String path, int status, String code)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(platform.service().resolve(path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("Exception", "<html", "at com.");
    }

    /** They stand beside WEB-INF for the server's eyes: see WarIT. */
    @Test
    void the_marks_of_libraries_are_not_served() throws IOException, InterruptedException {
        List<String> marks;
        try (Stream<Path> entries = Files.list(Path.of("target", "holded-pipeline"))) {
            marks = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith("WEB-INF__"))
                    .toList();
        }

        assertThat(marks).isNotEmpty();
        for (String mark : marks) {
            assertThat(send(get("/" + mark)).statusCode()).as(mark).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"/collect, POST", "/events, GET", "/keys/3f9c1b7e20d4a586, DELETE", "/health, GET", "/docs, GET"})
    void options_tell_what_may_be_asked(String path, String method) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get(path).method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isIn(200, 204);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains(method).contains("OPTIONS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "FOO"})
    void collect_takes_no_other_method(String method) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get("/collect").method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("POST", "OPTIONS"));
    }

    @Test
    void wrong_key_is_refused_where_no_key_would_do() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get("/jobs/executions").header("X-API-Key", "wrong"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.startsWith("Bearer"));
        assertThat(answer.body()).contains("\"code\":\"UNAUTHORIZED\"");
    }

    @Test
    void page_of_another_site_is_refused() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get("/jobs/executions").header("Sec-Fetch-Site", "cross-site"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void figures_name_routes_by_their_templates_and_no_ids() throws IOException, InterruptedException {
        send(get("/jobs/executions/987654321"));

        String figures = send(get("/metrics?scope=application")).body();

        assertThat(figures)
                .contains("route=\"/jobs/executions/{id}\"", "holded_dependency_up{dependency=\"object_storage\"")
                .doesNotContain("987654321");
    }

    @Test
    void answers_tell_browsers_to_run_only_our_files() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(get("/"));

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(platform.service().resolve(path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
