package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.RunningPlatform;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller who is bound to one company learns of the others' events: nothing. */
@ExtendWith(RunningPlatform.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignEventIT {
    private final Client client;
    private String key = "";
    private UUID theirs = new UUID(0, 0);

    ForeignEventIT(RunningPlatform platform) {
        this.client = new Client(platform.platform());
    }

    @BeforeAll
    void send_an_event_of_another_company() {
        key = client.send(client.request("/keys")
                        .header("X-API-Key", client.adminKey())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"name\":\"foreign\",\"role\":\"analyst\",\"company\":\"foreign-it-ours\"}")))
                .json()
                .path("key")
                .asString();
        String event = "{\"event_id\":\"f\",\"event_type\":\"T\",\"company_id\":\"foreign-it-theirs\","
                + "\"timestamp\":1772705555000}";
        theirs = UUID.fromString(
                Client.ids(client.post("/collect", event).json(), "accepted").get(0));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,1024", "0,17179869184", "1,0", "65536,0"})
    void anothers_event_looks_like_one_that_is_not_there(long high, long low) {
        UUID id = new UUID(theirs.getMostSignificantBits() + high, theirs.getLeastSignificantBits() + low);
        String missing = "019ab0d1-0000-7000-8000-000000000000";

        Answer answer = read("/events/" + id);

        assertThat(client.read("/events/" + theirs).status()).isEqualTo(200);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text().replace(id.toString(), missing))
                .isEqualTo(read("/events/" + missing).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9", "x", "019ab0d1-0000-7000-8000-00000000000g"})
    void an_id_that_is_no_uuid_is_a_bad_parameter(String id) {
        Answer answer = read("/events/" + id);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("BAD_PARAMETER");
        assertThat(answer.json().path("parameter").asString()).isEqualTo("event_id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s%%2f", "%%2f%s", "%%2e%%2e%%2f%s", "x%%2f%s"})
    void an_encoded_slash_makes_no_id(String form) {
        Answer answer = read("/events/" + form.formatted(theirs));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("foreign-it-theirs").doesNotContain("Exception");
    }

    private Answer read(String path) {
        return client.send(client.request(path).header("X-API-Key", key).GET());
    }
}
