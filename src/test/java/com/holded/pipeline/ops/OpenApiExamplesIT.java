package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The description is served as it is written, and what it shows as an example is accepted. */
@ExtendWith(RunningPlatform.Shared.class)
class OpenApiExamplesIT {
    private final Client client;
    private final JsonNode collect;

    OpenApiExamplesIT(RunningPlatform running) {
        this.client = new Client(running.platform());
        this.collect = client.read("/openapi?format=JSON")
                .json()
                .path("paths")
                .path("/collect")
                .path("post");
    }

    @Test
    void every_example_of_a_request_is_accepted() {
        JsonNode examples =
                collect.at("/requestBody/content").path("application/json").path("examples");

        assertThat(examples.propertyNames())
                .contains("form-a", "form-b", "form-b-minimal", "form-c", "flat", "package-mixed");
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            JsonNode answer = client.post(
                            "/collect", example.getValue().path("value").toString())
                    .json();

            assertThat(answer.path("rejected").asInt(-1))
                    .as(example.getKey() + answer)
                    .isZero();
            assertThat(answer.path("accepted").asInt()).isPositive();
        }
    }

    @Test
    void the_example_of_lines_is_accepted() {
        String lines = collect.at("/requestBody/content")
                .path("application/x-ndjson")
                .path("example")
                .asString();

        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", "application/x-ndjson")
                .header("Authorization", "Bearer " + client.adminKey())
                .POST(BodyPublishers.ofString(lines)));

        assertThat(answer.json().path("accepted").asInt()).as(answer.text()).isEqualTo(2);
    }

    @Test
    void every_example_of_an_answer_has_the_members_of_an_answer() {
        JsonNode one = client.post(
                        "/collect", "[1,{\"event_type\":\"T\",\"company_id\":\"openapi\",\"timestamp\":1772705555000}]")
                .json();
        JsonNode examples =
                collect.at("/responses/200/content").path("application/json").path("examples");

        assertThat(examples.propertyNames()).containsExactlyInAnyOrder("accepted", "mixed");
        for (Map.Entry<String, JsonNode> example : examples.properties()) {
            assertThat(example.getValue().path("value").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(one.propertyNames());
        }
        assertThat(examples.at("/mixed/value/results/1").propertyNames())
                .containsExactlyInAnyOrderElementsOf(one.at("/results/0").propertyNames());
    }
}
