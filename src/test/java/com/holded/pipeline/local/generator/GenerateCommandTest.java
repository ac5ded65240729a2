package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-10T17:30:00Z"), ZoneOffset.UTC);

    private final Path folder;
    private final StringWriter terminal = new StringWriter();

    GenerateCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writes_the_file_and_what_to_expect_of_it_into_folders_that_it_makes() throws IOException {
        Path out = folder.resolve("made").resolve("events.ndjson");
        Path expect = folder.resolve("also").resolve("expected.json");

        int exitCode = run("--events", "50", "--out", out.toString(), "--expect", expect.toString());

        assertThat(exitCode).isZero();
        assertThat(Expected.read(expect).sent()).isEqualTo(50);
        assertThat(Files.readAllLines(out)).hasSize((int) Expected.read(expect).packages());
        assertThat(terminal.toString()).contains("50 events in").contains("wrote " + out);
    }

    @Test
    void ends_at_the_start_of_today_unless_told_otherwise() throws IOException {
        Path expect = folder.resolve("expected.json");

        run("--events", "5", "--out", folder.resolve("a").toString(), "--expect", expect.toString());

        assertThat(Expected.read(expect).generation())
                .isEqualTo(new Generation(5, 1, 40, Instant.parse("2026-03-10T00:00:00Z")));
        assertThat(terminal.toString()).contains("until 2026-03-10T00:00:00Z");
    }

    @Test
    void until_makes_it_independent_of_today() {
        run(
                "--events",
                "5",
                "--until",
                "2026-01-01T00:00:00Z",
                "--out",
                folder.resolve("a").toString());

        assertThat(terminal.toString()).contains("until 2026-01-01T00:00:00Z");
    }

    @Test
    void says_what_is_wrong_with_a_parameter() {
        assertThat(run("--events", "0", "--out", folder.resolve("a").toString()))
                .isEqualTo(2);
        assertThat(run("--companies", "0", "--out", folder.resolve("a").toString()))
                .isEqualTo(2);

        assertThat(terminal.toString())
                .contains("events must be at least 1, not 0")
                .contains("companies must be 1 to 10000, not 0");
    }

    @Test
    void says_that_it_cannot_write() {
        int exitCode = run("--events", "5", "--out", folder.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(terminal.toString()).contains("Cannot write " + folder);
    }

    private int run(String... arguments) {
        PrintWriter writer = new PrintWriter(terminal, true);
        return new CommandLine(new GenerateCommand(CLOCK))
                .setOut(writer)
                .setErr(writer)
                .execute(arguments);
    }
}
