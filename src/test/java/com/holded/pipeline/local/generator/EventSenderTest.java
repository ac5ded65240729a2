package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EventSenderTest {
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(3, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20));

    private final StubService service = StubService.start();
    private final Path file;

    EventSenderTest(@TempDir Path folder) {
        this.file = folder.resolve("events.ndjson");
    }

    @AfterEach
    void stop() {
        service.stop();
    }

    @Test
    void sends_each_line_as_a_package_and_adds_up_the_answers() throws Exception {
        Files.writeString(file, "[{\"id\":1},{\"id\":2}]\n\n[{\"id\":3},\"bad\"]\n");

        List<PackageAnswer> answers = Collections.synchronizedList(new ArrayList<>());
        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answers::add);

        assertThat(service.bodies()).containsExactly("[{\"id\":1},{\"id\":2}]", "[{\"id\":3},\"bad\"]");
        assertThat(result.complete()).isTrue();
        assertThat(result.packages()).isEqualTo(2);
        assertThat(result.sent()).isEqualTo(4);
        assertThat(result.accepted()).isEqualTo(3);
        assertThat(result.rejected()).isEqualTo(1);
        assertThat(result.rejectedByReason()).isEqualTo(Map.of("NOT_AN_EVENT", 1L));
        assertThat(result.retries()).isZero();
        assertThat(answers).hasSize(2);
    }

    @Test
    void sends_a_large_file_over_several_connections_without_losing_a_package() throws Exception {
        Expected expected =
                EventFile.write(new Generation(3_000, 1, 40, Instant.parse("2026-03-10T00:00:00Z")), file, size -> {});

        SendResult result = sender("", 4).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(result.sent()).isEqualTo(expected.sent());
        assertThat(service.bodies()).containsExactlyInAnyOrderElementsOf(Files.readAllLines(file));
    }

    @Test
    void regroups_events_into_packages_of_another_size_without_touching_them() throws Exception {
        Files.writeString(file, "[{\"a\":\"x,]\\\"\"},2]\n{\"b\": 1.10}\n[]\n[{\"c\":[1,{}]}, 5]\n");

        sender("", 1).send(file, 3, answer -> {});

        assertThat(service.bodies()).containsExactly("[{\"a\":\"x,]\\\"\"},2,{\"b\": 1.10}]", "[{\"c\":[1,{}]},5]");
    }

    @Test
    void tries_again_when_the_service_says_not_now() throws Exception {
        Files.writeString(file, "[1]\n[2]\n");
        service.answerNext(503, Map.of("Retry-After", "0"));
        service.answerNext(429, Map.of());

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(service.bodies()).containsExactly("[1]", "[1]", "[1]", "[2]");
        assertThat(result.complete()).isTrue();
        assertThat(result.sent()).isEqualTo(2);
        assertThat(result.retries()).isEqualTo(2);
        assertThat(result.resentUnsure()).isZero();
    }

    @Test
    void tries_again_after_a_lost_answer_and_says_how_many_events_it_is_unsure_of() throws Exception {
        Files.writeString(file, "[1,2]\n[3]\n");
        service.loseNextAnswer();

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(service.bodies()).containsExactly("[1,2]", "[1,2]", "[3]");
        assertThat(result.complete()).isTrue();
        assertThat(result.resentUnsure()).isEqualTo(2);
    }

    @Test
    void gives_up_after_as_many_attempts_as_allowed() throws Exception {
        Files.writeString(file, "[1]\n[2]\n");
        for (int i = 0; i < 3; i++) {
            service.answerNext(503, Map.of());
        }

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(service.bodies()).hasSize(3);
        assertThat(result.complete()).isFalse();
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.problems()).singleElement().asString().contains("package 1: HTTP 503 Not now (3 attempts)");
    }

    @Test
    void goes_on_with_the_next_package_when_one_is_refused() throws Exception {
        Files.writeString(file, "[1\n[2]\n");
        service.answerNext(400, Map.of());

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(result.sent()).isEqualTo(1);
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.problems()).singleElement().asString().startsWith("package 1: HTTP 400");
    }

    @Test
    void stops_at_once_when_the_key_is_refused() throws Exception {
        Files.writeString(file, "[1]\n[2]\n");
        service.answerNext(401, Map.of());

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(service.bodies()).hasSize(1);
        assertThat(result.complete()).isFalse();
    }

    @Test
    void does_not_believe_an_answer_that_leaves_events_out() throws Exception {
        Files.writeString(file, "[1,2]\n");
        service.forgetNextEvent();

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(result.sent()).isZero();
        assertThat(result.failed()).isEqualTo(2);
        assertThat(result.problems()).singleElement().asString().contains("accounts for 1 of 2 events");
    }

    @Test
    void shows_its_key_and_none_when_it_has_none() throws Exception {
        Files.writeString(file, "[1]\n");

        sender("k-1.secret", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});
        sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(service.authorizations()).containsExactly("Bearer k-1.secret", "");
    }

    @Test
    void says_that_it_cannot_connect() throws Exception {
        Files.writeString(file, "[1]\n");
        service.stop();

        SendResult result = sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(result.problems()).singleElement().asString().contains("cannot connect to " + service.url());
        assertThat(result.resentUnsure()).isZero();
    }

    @Test
    void does_not_wait_long_for_a_service_that_never_answered() throws Exception {
        Files.writeString(file, "[1]\n");
        service.stop();
        RetryPolicy patient = new RetryPolicy(50, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20));

        SendResult result = new EventSender(service.url(), new Secret(""), 1, patient)
                .send(file, EventSender.AS_THEY_STAND, answer -> {});

        assertThat(result.problems()).singleElement().asString().endsWith("(4 attempts)");
    }

    @Test
    void missing_file_is_an_io_exception() {
        assertThatThrownBy(() -> sender("", 1).send(file, EventSender.AS_THEY_STAND, answer -> {}))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void command_prints_a_summary_and_succeeds() throws IOException {
        Files.writeString(file, "[1,\"bad\"]\n");
        StringWriter terminal = new StringWriter();

        int exitCode = command(terminal).execute(file.toString(), "--url", service.url() + "/", "--connections", "2");

        assertThat(exitCode).isZero();
        assertThat(terminal.toString())
                .contains("2 events sent in 1 packages")
                .containsPattern("accepted +1\\b")
                .containsPattern("rejected +1\\b")
                .containsPattern("NOT_AN_EVENT +1\\b")
                .contains("sending: 100 %");
    }

    @Test
    void command_fails_when_a_package_was_not_taken() throws IOException {
        Files.writeString(file, "[1]\n");
        service.answerNext(413, Map.of());
        StringWriter terminal = new StringWriter();

        int exitCode = command(terminal)
                .execute(file.toString(), "--url", service.url().toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.toString()).contains("not sent: package 1: HTTP 413");
    }

    @Test
    void command_names_a_file_that_is_not_there_and_an_address_that_is_none() {
        StringWriter terminal = new StringWriter();

        assertThat(command(terminal)
                        .execute("nowhere.ndjson", "--url", service.url().toString()))
                .isEqualTo(1);
        assertThat(command(terminal).execute("nowhere.ndjson", "--url", "ftp://x"))
                .isEqualTo(2);
        assertThat(terminal.toString())
                .contains("Cannot read nowhere.ndjson: there is no such file")
                .contains("--url must begin with http:// or https://, not ftp://x");
    }

    private EventSender sender(String key, int connections) {
        return new EventSender(service.url(), new Secret(key), connections, IMPATIENT);
    }

    private static CommandLine command(StringWriter terminal) {
        PrintWriter writer = new PrintWriter(terminal, true);
        return new CommandLine(new SendCommand())
                .setOut(writer)
                .setErr(writer)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
}
