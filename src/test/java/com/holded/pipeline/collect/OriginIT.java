package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Address and user agent of a caller: kept only where it is configured so, and shown to administrators only. */
@ExtendWith(RunningPlatform.Shared.class)
class OriginIT {
    private static final String EVENT =
            """
            {"event_type":"INVOICE_CREATED","company_id":"company_origin","user_id":"user_1","timestamp":1772705555000}\
            """;

    @Test
    void is_kept_when_it_is_configured_so(@TempDir Path folder) {
        try (LocalPlatform platform = LocalPlatform.start(LocalPlatform.Options.forTests(folder.resolve("data"))
                .with(Setting.JOB_SCHEDULE, "PT0S")
                .with(Setting.COLLECT_ORIGIN, "on")
                .with(Setting.HTTP_PROXIES, "1"))) {
            Client client = new Client(platform);

            String id = send(client);

            JsonNode shown = asAdministrator(client, id);
            assertThat(shown.path("client_address").asString()).isEqualTo("203.0.113.9");
            assertThat(shown.path("user_agent").asString()).isEqualTo("shop \"2.1\"");
            assertThat(shown.path("original_holded_event").path("company_id").asString())
                    .isEqualTo("company_origin");
            JsonNode toOthers = client.read("/events/" + id).json();
            assertThat(toOthers.path("status").asString()).isEqualTo("accepted");
            assertThat(toOthers.has("client_address")).isFalse();
            assertThat(toOthers.has("user_agent")).isFalse();
            assertThat(client.runJob().path("loaded").asInt()).isEqualTo(1);
        }
    }

    @Test
    void is_not_kept_otherwise(RunningPlatform platform) {
        Client client = new Client(platform.platform());

        JsonNode shown = asAdministrator(client, send(client));

        assertThat(shown.path("status").asString()).isEqualTo("accepted");
        assertThat(shown.has("client_address")).isFalse();
        assertThat(shown.has("user_agent")).isFalse();
    }

    private static String send(Client client) {
        Client.Answer answer = client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .header("User-Agent", "shop \"2.1\"")
                .header("X-Forwarded-For", "198.51.100.1, 203.0.113.9")
                .POST(BodyPublishers.ofString(EVENT)));
        return Client.ids(answer.json(), "accepted").get(0);
    }

    private static JsonNode asAdministrator(Client client, String id) {
        return client.send(client.request("/events/" + id).header("X-API-Key", client.adminKey()))
                .json();
    }
}
