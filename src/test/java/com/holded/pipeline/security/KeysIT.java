package com.holded.pipeline.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Client.Answer;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Keys that an administrator makes, over HTTP and against the real process. */
@ExtendWith(RunningPlatform.Shared.class)
class KeysIT {
    /** What is promised, and the time that it takes to see it. */
    private static final Duration KNOWN_EVERYWHERE = Duration.ofSeconds(2).plusMillis(500);

    private static final Duration WRITTEN_DOWN = Duration.ofSeconds(15);
    private static final String OURS = "keys-it-ours";
    private static final String THEIRS = "keys-it-theirs";

    private final RunningPlatform platform;
    private final Client client;

    KeysIT(RunningPlatform platform) {
        this.platform = platform;
        this.client = new Client(platform.platform());
    }

    @Test
    void a_key_is_shown_once_and_opens_in_every_form() throws IOException {
        Answer made = make("'name':'forms','role':'producer'");
        String id = made.json().path("key_id").asString();
        String key = made.json().path("key").asString();
        String secret = key.substring(key.lastIndexOf('_') + 1);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith("/keys/" + id);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(key).matches("hld_" + id + "_[0-9a-f]{64}");
        for (List<String> header : List.of(
                List.of("X-API-Key", key),
                List.of("Authorization", "Bearer " + key),
                List.of("Authorization", basic(id, secret)),
                List.of("Authorization", basic(id, key)))) {
            assertThat(client.send(client.request("/events?day=2001-01-01")
                                    .header(header.get(0), header.get(1))
                                    .GET())
                            .status())
                    .as(header.get(1))
                    .isEqualTo(200);
        }
        assertThat(asAdmin("/keys/" + id).text()).doesNotContain(secret).contains("\"status\":\"active\"");
        assertThat(asAdmin("/keys").text()).doesNotContain(secret).contains(id);
        assertThat(
                        new Sql(platform.platform())
                                .rows(
                                        "SELECT k.name || encode(s.digest, 'hex') FROM api_keys k JOIN api_key_secrets s USING (key_id)"))
                .isNotEmpty()
                .noneMatch(row -> row.contains(secret));
        assertThat(logs()).isNotEmpty().noneMatch(log -> log.contains(secret));
    }

    @Test
    void administrators_alone_may_manage_keys() {
        String producer = key(make("'name':'no admin','role':'producer'"));

        assertThat(client.read("/keys").status()).isEqualTo(403);
        assertThat(send("/keys", producer, "GET", "").status()).isEqualTo(403);
        assertThat(send("/keys", producer, "POST", "{\"name\":\"n\",\"role\":\"admin\"}")
                        .status())
                .isEqualTo(403);
        String admin = key(make("'name':'second admin','role':'admin'"));
        assertThat(send("/keys", admin, "GET", "").status()).isEqualTo(200);
    }

    @Test
    void wrong_input_is_a_problem_that_names_the_field() {
        Answer noRole = make("'name':'n'");
        Answer noLimit = make("'name':'n','role':'producer','limits':{'events_per_second':-1}");

        assertThat(noRole.status()).isEqualTo(400);
        assertThat(noRole.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(noRole.json().path("parameter").asString()).isEqualTo("role");
        assertThat(noLimit.json().path("parameter").asString()).isEqualTo("limits.events_per_second");
        assertThat(asAdmin("/keys?limit=0").json().path("parameter").asString()).isEqualTo("limit");
        assertThat(asAdmin("/keys?cursor=nowhere").json().path("parameter").asString())
                .isEqualTo("cursor");
        assertThat(send("/keys", platform.adminKey(), "POST", "{")
                        .json()
                        .path("code")
                        .asString())
                .isEqualTo("MALFORMED_JSON");
        assertThat(asAdmin("/keys/0000000000000000").status()).isEqualTo(404);
        assertThat(send("/keys/0000000000000000", platform.adminKey(), "DELETE", "")
                        .status())
                .isEqualTo(404);
        assertThat(send("/keys/hld_a_secret/rotate", platform.adminKey(), "POST", "")
                        .text())
                .doesNotContain("hld_a_secret");
    }

    @Test
    void a_list_pages_through_all_keys_newest_first() {
        String first = id(make("'name':'page 1','role':'analyst'"));
        String second = id(make("'name':'page 2','role':'analyst'"));
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = asAdmin("/keys?limit=1" + (next.isEmpty() ? "" : "&cursor=" + next))
                    .json();
            assertThat(page.path("keys").size()).isEqualTo(1);
            seen.add(page.path("keys").get(0).path("key_id").asString());
            next = page.path("next").asString("");
        } while (!next.isEmpty());

        assertThat(seen).doesNotHaveDuplicates().containsSubsequence(second, first);
    }

    @Test
    void both_secrets_open_during_the_overlap_and_the_new_one_alone_after_it() {
        Answer made = make("'name':'rotated','role':'producer'");
        String rotate = "/keys/" + id(made) + "/rotate";

        Answer rotated = send(rotate, platform.adminKey(), "POST", "");

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.json().path("secrets").size()).isEqualTo(2);
        assertThat(statusWith(key(made))).isEqualTo(200);
        assertThat(statusWith(key(rotated))).isEqualTo(200);

        Answer again = send(rotate, platform.adminKey(), "POST", "{\"overlap\":\"PT0S\"}");

        Waiting.until(KNOWN_EVERYWHERE, "the old secrets to end", () -> statusWith(key(rotated)), is(401));
        assertThat(statusWith(key(made))).isEqualTo(401);
        assertThat(statusWith(key(again))).isEqualTo(200);
        assertThat(again.json().path("secrets").size()).isEqualTo(1);
    }

    @Test
    void a_revoked_key_is_refused_everywhere_and_stays_so() {
        Answer here = make("'name':'revoked here','role':'producer'");
        Answer elsewhere = make("'name':'revoked elsewhere','role':'producer'");

        assertThat(revoke(here).status()).isEqualTo(204);
        assertThat(revoke(here).status()).isEqualTo(204);
        new Sql(platform.platform())
                .execute("WITH counted AS (UPDATE api_key_version SET version = version + 1)"
                        + " UPDATE api_keys SET revoked_at = now(), revoked_by = 'another replica' WHERE key_id = '"
                        + id(elsewhere) + "'");

        assertThat(statusWith(key(here))).isEqualTo(401);
        Waiting.until(KNOWN_EVERYWHERE, "the other key to end", () -> statusWith(key(elsewhere)), is(401));
        assertThat(asAdmin("/keys/" + id(here)).json().path("status").asString())
                .isEqualTo("revoked");
        assertThat(send("/keys/" + id(here) + "/rotate", platform.adminKey(), "POST", "")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void whatever_is_wrong_with_a_key_the_answer_is_the_same() {
        Answer valid = make("'name':'valid','role':'producer'");
        Answer other = make("'name':'other','role':'producer'");
        Answer revoked = make("'name':'revoked','role':'producer'");
        Answer expired = make("'name':'expired','role':'producer','expires_in':'PT1S'");
        revoke(revoked);
        Waiting.until(KNOWN_EVERYWHERE, "the key to expire", () -> statusWith(key(expired)), is(401));
        String wrong =
                key(valid).substring(0, key(valid).length() - 1) + (key(valid).endsWith("0") ? "1" : "0");

        List<Answer> answers = new ArrayList<>();
        for (String key : List.of(wrong, "nonsense", key(revoked), key(expired), "k".repeat(5_000))) {
            answers.add(client.send(
                    client.request("/events").header("X-API-Key", key).GET()));
        }
        answers.add(client.send(client.request("/events")
                .header("X-API-Key", key(valid))
                .header("Authorization", "Bearer " + key(other))
                .GET()));
        answers.add(client.send(client.request("/events")
                .header("Authorization", basic(id(other), key(valid)))
                .GET()));

        for (Answer answer : answers) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.json().path("code").asString()).isEqualTo("UNAUTHORIZED");
            assertThat(answer.text()).isEqualTo(answers.get(0).text());
        }
    }

    @Test
    void the_last_use_is_written_down() {
        Answer made = make("'name':'used','role':'producer'");
        assertThat(asAdmin("/keys/" + id(made)).json().has("last_used_at")).isFalse();

        assertThat(statusWith(key(made))).isEqualTo(200);

        Waiting.until(
                WRITTEN_DOWN,
                "the last use",
                () -> asAdmin("/keys/" + id(made)).json(),
                key -> key.has("last_used_at"));
    }

    @Test
    void a_bound_producer_sends_and_sees_events_of_its_company_alone() {
        String bound = key(make("'name':'bound','role':'producer','company':'" + OURS + "'"));
        String theirs = Client.ids(client.post("/collect", event(THEIRS, "t1")).json(), "accepted")
                .get(0);

        Answer answer = send("/collect", bound, "POST", "[" + event(OURS, "o1") + "," + event(THEIRS, "t2") + "]");

        assertThat(answer.status()).isEqualTo(200);
        String ours = Client.ids(answer.json(), "accepted").get(0);
        String foreign = Client.ids(answer.json(), "rejected").get(0);
        assertThat(answer.json().at("/results/1/errors/0/reason").asString()).isEqualTo("FORBIDDEN_COMPANY");
        assertThat(send("/events/" + ours, bound, "GET", "").status()).isEqualTo(200);
        String missing = ours.substring(0, ours.length() - 3) + "fff";
        String notThere = send("/events/" + missing, bound, "GET", "").text();
        for (String hidden : List.of(theirs, foreign)) {
            Answer refused = send("/events/" + hidden, bound, "GET", "");
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.text().replace(hidden, missing)).isEqualTo(notThere);
        }
        assertThat(send("/events", bound, "GET", "").text()).contains(OURS).doesNotContain(THEIRS);
        assertThat(send("/events?company=" + THEIRS, bound, "GET", "")
                        .json()
                        .path("total")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void what_the_door_refused_a_bound_producer_stands_in_the_dead_letter_and_bound_analysts_see_their_own() {
        String producer = key(make("'name':'bound','role':'producer','company':'keys-it-sender'"));
        String analyst = key(make("'name':'bound','role':'analyst','company':'keys-it-target'"));
        String stranger = key(make("'name':'bound','role':'analyst','company':'keys-it-sender'"));
        Answer answer = send("/collect", producer, "POST", event("keys-it-target", "d1"));
        String foreign = Client.ids(answer.json(), "rejected").get(0);

        assertThat(client.runJob().path("status").asString()).isEqualTo("COMPLETED");

        JsonNode letters = send("/dead-letters", analyst, "GET", "").json().path("dead_letters");
        assertThat(letters.size()).isEqualTo(1);
        assertThat(letters.get(0).path("event_id").asString()).isEqualTo(foreign);
        assertThat(letters.get(0).path("reason").asString()).isEqualTo("FORBIDDEN_COMPANY");
        assertThat(send("/dead-letters/" + foreign, analyst, "GET", "").status())
                .isEqualTo(200);
        assertThat(send("/dead-letters/" + foreign, stranger, "GET", "").status())
                .isEqualTo(404);
        assertThat(send("/dead-letters?company=keys-it-target", stranger, "GET", "")
                        .json()
                        .path("total")
                        .asInt(-1))
                .isZero();
        for (String path : List.of(
                "/reports/job-runs.csv",
                "/reports/company-analytics.csv?company=keys-it-sender",
                "/metrics",
                "/jobs/executions")) {
            assertThat(send(path, analyst, "GET", "").status()).as(path).isEqualTo(403);
        }
        assertThat(send("/subjects", analyst, "GET", "").status()).isEqualTo(200);
    }

    @Test
    void a_bound_analyst_gets_reports_of_its_company_alone_in_every_format_and_not_again_while_nothing_changes()
            throws Exception {
        String analyst = key(make("'name':'bound','role':'analyst','company':'" + OURS + "'"));
        assertThat(client.post("/collect", "[" + event(OURS, "r1") + "," + event(THEIRS, "r2") + "]")
                        .status())
                .isEqualTo(200);
        assertThat(client.runJob().path("status").asString()).isEqualTo("COMPLETED");

        for (String report : List.of("company-analytics", "event-type-summary", "daily-activity", "data-quality")) {
            assertThat(send("/reports/" + report + ".json", analyst, "GET", "")
                            .json()
                            .at("/parameters/company")
                            .asString())
                    .isEqualTo(OURS);
        }
        for (String format : List.of("csv", "json", "xlsx", "pdf")) {
            Answer answer = send("/reports/company-analytics." + format, analyst, "GET", "");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(text(format, answer)).as(format).contains(OURS).doesNotContain(THEIRS);
            HttpRequest.Builder again = client.request("/reports/company-analytics." + format)
                    .header("X-API-Key", analyst)
                    .header("If-None-Match", answer.header("ETag"));
            assertThat(client.send(again.GET()).status()).as(format).isEqualTo(304);
        }
        assertThat(send("/reports", analyst, "GET", "").text())
                .contains("company-analytics")
                .doesNotContain("job-runs");
    }

    private static String text(String format, Answer answer) throws IOException {
        byte[] body = answer.response().body();
        if (format.equals("pdf")) {
            try (PDDocument document = Loader.loadPDF(body)) {
                return new PDFTextStripper().getText(document).replaceAll("\\s", "");
            }
        }
        if (!format.equals("xlsx")) {
            return answer.text();
        }
        Path file = Files.createTempFile("keys-it", ".xlsx");
        Files.write(file, body);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new String(
                    zip.getInputStream(zip.getEntry("xl/worksheets/sheet1.xml")).readAllBytes(),
                    StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }

    private Answer make(String members) {
        return send("/keys", platform.adminKey(), "POST", "{" + members.replace('\'', '"') + "}");
    }

    private Answer revoke(Answer made) {
        return send("/keys/" + id(made), platform.adminKey(), "DELETE", "");
    }

    private Answer asAdmin(String path) {
        return send(path, platform.adminKey(), "GET", "");
    }

    private Answer send(String path, String key, String method, String body) {
        HttpRequest.Builder request = client.request(path).header("X-API-Key", key);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.send(
                request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private int statusWith(String key) {
        return send("/events?day=2001-01-01", key, "GET", "").status();
    }

    private static java.util.function.Predicate<Integer> is(int status) {
        return seen -> seen == status;
    }

    private static String id(Answer made) {
        return made.json().path("key_id").asString();
    }

    private static String key(Answer made) {
        return made.json().path("key").asString();
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String company, String message) {
        return "{\"event_type\":\"KEYS_IT\",\"company_id\":\"" + company + "\",\"event_id\":\"" + message
                + "\",\"timestamp\":1772705555000}";
    }

    /** All that the platforms of this build wrote. */
    private static List<String> logs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "it"))) {
            List<String> logs = new ArrayList<>();
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                logs.add(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
            return logs;
        }
    }
}
