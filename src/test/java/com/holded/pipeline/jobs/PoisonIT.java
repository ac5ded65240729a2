package com.holded.pipeline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** An event that a step fails on: real, since its contract asks for more stack than there is. */
@ExtendWith(RunningPlatform.Shared.class)
class PoisonIT {
    private static final String TYPE = "POISON_IT";
    private static final String NOTE = "ab".repeat(30_000);

    private final RunningPlatform platform;
    private final Client client;
    private final Sql sql;
    private final long now = Instant.now().toEpochMilli();

    PoisonIT(RunningPlatform platform) {
        this.platform = platform;
        this.client = new Client(platform.platform());
        this.sql = new Sql(platform.platform());
    }

    @Test
    void becomes_a_dead_letter_at_the_door_and_in_the_job_while_its_neighbours_are_counted() {
        client.runJob();
        int contract = register();
        JsonNode answer = client.post(
                        "/collect", "[" + event("d1", "a") + "," + event("d2", NOTE) + "," + event("d3", "b") + "]")
                .json();
        SegmentId stored = store(contract, event("j1", "a"), event("j2", NOTE), event("j3", "b"));

        JsonNode run = client.runJob();

        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.at("/results/1/errors/0/reason").asString()).isEqualTo("STEP_FAILED");
        assertThat(answer.toString()).doesNotContain("StackOverflow", "java.");
        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(run.path("dead_letters").asInt()).isEqualTo(2);
        assertThat(sql.rows("SELECT message_id FROM business_events WHERE company_id = 'poison_it' ORDER BY 1"))
                .containsExactly("d1", "d3", "j1", "j3");
        assertThat(sql.rows("SELECT reason, event_type, status FROM dead_letters WHERE company_id = 'poison_it'"))
                .containsExactly("STEP_FAILED|" + TYPE + "|open", "STEP_FAILED|" + TYPE + "|open");
        JsonNode lineage =
                client.read("/events/" + EventId.of(stored, 1) + "/lineage").json();
        assertThat(lineage.path("outcome").asString()).isEqualTo("dead_letter");
        assertThat(lineage.has("enriched")).isFalse();
        assertThat(new Bucket(platform.platform())
                        .lines(lineage.at("/dead_letter/object_name").asString()))
                .singleElement()
                .asString()
                .contains("STEP_FAILED");
        assertThat(sql.recount()).isEmpty();
    }

    private int register() {
        String schema = "{\"properties\":{\"data\":{\"properties\":{\"note\":{\"pattern\":\"^(a|b)*$\"}}}}}";
        Client.Answer answer = client.send(client.request("/subjects/" + TYPE + "/versions")
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"schemaType\":\"JSON\",\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("id").asInt();
    }

    /** As a door would have stored them that had more stack than the job. */
    private SegmentId store(int contract, String... events) {
        SegmentId segment = new SegmentId(now, new Random().nextLong(SegmentId.WRITERS));
        List<RawEvent> raw = new ArrayList<>();
        for (String event : events) {
            raw.add(new RawEvent(
                    EventId.of(segment, raw.size()),
                    PackageId.of(segment, 0).value(),
                    raw.size(),
                    now,
                    contract,
                    true,
                    List.of(),
                    event.getBytes(UTF_8)));
        }
        try (ObjectStore store =
                ObjectStore.connect(platform.platform().settings().storage())) {
            store.put(new NewObject(Keys.rawSegment(segment), SegmentFormat.encode(raw), SegmentFormat.CONTENT_TYPE));
        }
        return segment;
    }

    private String event(String messageId, String note) {
        return "{\"event_id\":\"" + messageId + "\",\"event_type\":\"" + TYPE
                + "\",\"company_id\":\"poison_it\",\"timestamp\":" + now + ",\"note\":\"" + note + "\"}";
    }
}
