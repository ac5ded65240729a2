package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said over HTTP, word for word: the dialogues of {@code registry/transcripts.txt}. */
@ExtendWith(RunningPlatform.Shared.class)
class RegistryTranscriptsIT {
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/registry/transcripts.txt");
    private static final Pattern NAME = Pattern.compile("\\$([a-z]+)");

    /** What is promised, and the time that it takes to see it. */
    private static final Duration USED_EVERYWHERE = Duration.ofMillis(1_500);

    private final RunningPlatform running;
    private final Client client;
    private final Map<String, String> numbers = new HashMap<>();

    RegistryTranscriptsIT(RunningPlatform running) {
        this.running = running;
        this.client = new Client(running.platform());
    }

    static Stream<Arguments> transcripts() throws IOException {
        return Arrays.stream(Files.readString(TRANSCRIPTS).split("(?m)^== "))
                .skip(1)
                .map(section -> section.split("\n", 2))
                .map(parts -> Arguments.of(parts[0], parts[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("transcripts")
    void registry_answers_as_it_stands_in_the_transcript(String title, String transcript) {
        List<String> turns = Arrays.stream(transcript.split("(?m)^> ")).skip(1).toList();

        assertThat(turns).as(title).isNotEmpty().allSatisfy(this::play);
    }

    private void play(String turn) {
        int answer = turn.indexOf("\n< ");
        String[] request = turn.substring(0, answer).split("\n", 2);
        String expected = turn.substring(answer + 3).strip();

        Client.Answer given = send(request[0], request.length > 1 ? request[1] : "");

        Matcher match = pattern(expected).matcher(given.status() + " " + given.text());
        assertThat(match.matches())
                .as("%s%nexpected %s%nbut was  %s %s", turn, expected, given.status(), given.text())
                .isTrue();
        for (String name : names(expected)) {
            numbers.putIfAbsent(name, match.group(name));
        }
    }

    private Client.Answer send(String line, String body) {
        String[] words = NAME.matcher(line)
                .replaceAll(name -> numbers.getOrDefault(name.group(1), "?"))
                .split(" ", 2);
        HttpRequest.Builder request = client.request(words[1])
                .header("Authorization", "Bearer " + client.adminKey())
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json; q=0.5")
                .method(words[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return client.send(
                body.isEmpty() ? request : request.header("Content-Type", "application/vnd.schemaregistry.v1+json"));
    }

    private Pattern pattern(String expected) {
        StringBuilder pattern = new StringBuilder();
        Matcher name = NAME.matcher(expected);
        int end = 0;
        while (name.find()) {
            pattern.append(Pattern.quote(expected.substring(end, name.start())));
            String known = numbers.get(name.group(1));
            boolean again = pattern.indexOf("(?<" + name.group(1) + ">") >= 0;
            if (again) {
                pattern.append("\\k<").append(name.group(1)).append('>');
            } else {
                pattern.append("(?<")
                        .append(name.group(1))
                        .append('>')
                        .append(known == null ? "[0-9]+" : known)
                        .append(')');
            }
            end = name.end();
        }
        return Pattern.compile(pattern + Pattern.quote(expected.substring(end)));
    }

    private static List<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult name) -> name.group(1))
                .distinct()
                .toList();
    }

    @Test
    void who_may_only_read_changes_nothing_and_basic_credentials_do() {
        String body = "{\"schema\": \"\\\"boolean\\\"\"}";
        String basic =
                Base64.getEncoder().encodeToString(("admin:" + client.adminKey()).getBytes(StandardCharsets.UTF_8));

        Client.Answer refused = client.post("/subjects/roles-value/versions", body);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text())
                .isEqualTo(
                        "{\"error_code\":403,\"message\":\"This needs the role admin, or the right write on the subject.\"}");
        assertThat(client.send(client.request("/subjects/roles-value/versions")
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)))
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/compatibility/subjects/roles-value/versions", body)
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/subjects/roles-value", body).status()).isEqualTo(200);
        assertThat(client.send(client.request("/subjects/roles-value").DELETE()).status())
                .isEqualTo(403);
        assertThat(client.read("/subjects/roles-value/versions").text()).isEqualTo("[1]");
    }

    @Test
    void key_with_a_right_on_some_subjects_uses_it_on_them_alone() {
        Client.Answer made = client.send(client.request("/keys")
                .header("X-API-Key", client.adminKey())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"team\",\"role\":\"producer\","
                        + "\"subjects\":{\"team.\":\"write\",\"team.own.\":\"admin\"}}")));
        String key = made.json().path("key").asString();
        String body = "{\"schema\": \"\\\"float\\\"\"}";

        assertThat(made.json().path("subjects").toString()).isEqualTo("{\"team.\":\"write\",\"team.own.\":\"admin\"}");
        assertThat(as(key, "POST", "/subjects/team.a/versions", body)).isEqualTo(200);
        assertThat(as(key, "POST", "/subjects/:.:team.a/versions", body)).isEqualTo(200);
        assertThat(as(key, "POST", "/subjects/other.a/versions", body)).isEqualTo(403);
        assertThat(as(key, "DELETE", "/subjects/team.a", "")).isEqualTo(403);
        assertThat(as(key, "DELETE", "/subjects/team.a/versions/1", "")).isEqualTo(403);
        assertThat(as(key, "POST", "/subjects/team.own.a/versions", body)).isEqualTo(200);
        assertThat(as(key, "PUT", "/config/team.own.a", "{\"compatibility\": \"NONE\"}"))
                .isEqualTo(200);
        assertThat(as(key, "PUT", "/config/team.a", "{\"compatibility\": \"NONE\"}"))
                .isEqualTo(403);
        assertThat(as(key, "PUT", "/config", "{\"compatibility\": \"NONE\"}")).isEqualTo(403);
        assertThat(as(key, "PUT", "/config/:.:", "{\"compatibility\": \"NONE\"}"))
                .isEqualTo(403);
        assertThat(as(key, "PUT", "/mode/team.own.a", "{\"mode\": \"READONLY\"}"))
                .isEqualTo(200);
        assertThat(as(key, "DELETE", "/mode/team.own.a", "")).isEqualTo(200);
        assertThat(as(key, "DELETE", "/subjects/team.own.a", "")).isEqualTo(200);
    }

    private int as(String key, String method, String path, String body) {
        return client.send(client.request(path)
                        .header("X-API-Key", key)
                        .header("Content-Type", RegistryMedia.V1)
                        .method(method, BodyPublishers.ofString(body)))
                .status();
    }

    @Test
    void media_type_is_the_one_that_is_asked_for() {
        for (String type : List.of(RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN)) {
            for (String path : List.of("/subjects", "/subjects/none/versions")) {
                Client.Answer answer =
                        client.send(client.request(path).header("Accept", type).GET());

                assertThat(answer.header("Content-Type")).startsWith(type);
            }
        }
        assertThat(client.read("/subjects").header("Content-Type")).startsWith(RegistryMedia.V1);
    }

    @Test
    void what_is_registered_is_what_the_next_events_are_checked_against() throws IOException {
        String event = "{\"event_type\":\"Registry\\\\Followed\",\"company_id\":\"registry\","
                + "\"timestamp\":1772705555000,\"amount\":1}";
        assertThat(client.post("/collect", event).json().path("accepted").asInt())
                .isEqualTo(1);

        for (String forbidden : List.of("amount", "currency", "attributes")) {
            registerForbidding(forbidden);

            Waiting.until(
                    USED_EVERYWHERE,
                    "the contract without " + forbidden,
                    () -> client.post("/collect", event).text(),
                    answer -> answer.contains("\"rejected\":1") && answer.contains("/" + forbidden));
        }
        assertThat(Files.readString(running.log())).doesNotContain("Changes of the schema registry are not heard of");
    }

    private void registerForbidding(String member) {
        String schema = "{\\\"properties\\\": {\\\"" + member + "\\\": false}}";
        String subject = "Registry.Followed";
        for (String call : List.of("PUT /config/" + subject, "POST /subjects/" + subject + "/versions")) {
            String body = call.startsWith("PUT")
                    ? "{\"compatibility\": \"NONE\"}"
                    : "{\"schemaType\": \"JSON\", \"schema\": \"" + schema + "\"}";
            Client.Answer answer = send(call, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }
}
