package com.holded.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.StubRegistry;
import com.holded.pipeline.testing.StubRegistry.Fault;
import com.holded.pipeline.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The product with another registry than its own, and what it does when that one fails. */
class ExternalRegistryIT {
    private static final String TYPE = "Holded\\\\Registry\\\\Event\\\\Seen";
    private static final String SUBJECT = "Holded.Registry.Event.Seen";
    private static final String NEEDS_ID =
            "{\"properties\": {\"data\": {\"required\": [\"id\"]}}, \"required\": [\"data\"]}";
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private StubRegistry registry;
    private LocalPlatform platform;
    private Client client;
    private Sql sql;
    private int contract;

    @BeforeEach
    void start() {
        registry = StubRegistry.start();
        contract = registry.register(SUBJECT, NEEDS_ID);
        platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.SCHEMA_REGISTRY_URL, registry.url().toString())
                .with(Setting.SCHEMA_REGISTRY_TIMEOUT, "PT1S"));
        client = new Client(platform);
        sql = new Sql(platform);
        Waiting.until(
                A_WHILE,
                "a healthy service",
                () -> client.read("/health").text(),
                health -> health.contains("\"degraded\":false"));
    }

    @AfterEach
    void stop() {
        platform.close();
        registry.close();
    }

    @Test
    void registry_that_fails_while_events_are_collected_and_loaded_costs_none_of_them() {
        List<String> accepted = new ArrayList<>();
        accepted.add(accept(0));
        assertThat(schemaOf(accepted.get(0))).isEqualTo(contract);

        // The pipeline has asked for nothing yet: it cannot know the schema, and says so.
        registry.fail(Fault.KILLED);
        JsonNode waits = client.runJob();
        assertThat(waits.path("status").asString()).isEqualTo("FAILED");
        assertThat(waits.path("message").asString())
                .contains("The external registry gave no usable answer", "the events wait for the next run");
        assertThat(sql.rows("SELECT state FROM raw_segments")).containsOnly("new");
        assertThat(sql.rows("SELECT event_id FROM dead_letters")).isEmpty();

        registry.fail(Fault.NONE);
        assertThat(client.runJob().path("status").asString()).isEqualTo("COMPLETED");

        // What is known by now is enough, however the registry fails.
        int number = 1;
        for (Fault fault : List.of(Fault.KILLED, Fault.SILENT, Fault.GARBAGE, Fault.NOWHERE)) {
            registry.fail(fault);
            accepted.add(accept(number++));
            accepted.add(accept(number++));
            assertThat(client.runJob().path("status").asString())
                    .as(fault.name())
                    .isEqualTo("COMPLETED");
        }

        assertThat(accepted).allSatisfy(id -> assertThat(schemaOf(id)).isEqualTo(contract));
        assertThat(sql.rows("SELECT event_id FROM business_events WHERE schema_id = " + contract))
                .containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(sql.rows("SELECT event_id FROM dead_letters")).isEmpty();
    }

    @Test
    void contract_of_the_registry_is_kept_to_and_followed() {
        String withoutId = event(1).replace("\"id\":\"x\"", "\"other\":\"x\"");
        assertThat(client.post("/collect", withoutId).json().path("rejected").asInt())
                .isEqualTo(1);

        int wider = registry.register(SUBJECT, "{\"required\": [\"data\"]}");

        Waiting.until(
                A_WHILE,
                "the new version to be used",
                () -> client.post("/collect", withoutId).json(),
                answer -> answer.path("accepted").asInt() == 1);
        assertThat(schemaOf(accept(2))).isEqualTo(wider);
        Client.Answer own = client.read("/subjects");
        assertThat(own.status()).isEqualTo(404);
        assertThat(own.text()).contains("This service uses the schema registry at " + registry.url());
    }

    /** Sends one event, which must be accepted; its id. */
    private String accept(int number) {
        long begun = System.nanoTime();
        JsonNode answer = client.post("/collect", event(number)).json();
        assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        return Client.ids(answer, "accepted").get(0);
    }

    private int schemaOf(String event) {
        return client.read("/events/" + event).json().path("schema_id").asInt();
    }

    private static String event(int number) {
        return """
                {"data": {"id":"x", "amount": 1},
                 "attributes": {"type": "%s", "targetSubscription": "registry_events",
                   "X-Message-Stamp-Holded\\\\Core\\\\Messaging\\\\Messenger\\\\Stamp\\\\TimestampStamp": "2026-03-05T10:12:35.250Z",
                   "X-Message-Stamp-Holded\\\\Core\\\\Messaging\\\\Messenger\\\\Stamp\\\\MessageIdStamp": "registry-%d",
                   "X-Message-Stamp-Holded\\\\Shared\\\\Infrastructure\\\\Messenger\\\\Stamp\\\\NewContextStamp":
                     {"accountId": "external-registry", "userId": "u"}}}
                """
                .formatted(TYPE, number);
    }
}
