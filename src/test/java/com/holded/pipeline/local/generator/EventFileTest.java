package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventFileTest {
    private static final Instant UNTIL = Instant.parse("2026-03-10T00:00:00Z");
    private static final int ENOUGH = 5_000;
    /** Changes only when somebody changes the generator on purpose: not with the JDK, the time zone or the machine. */
    private static final String PINNED = "2B8AA7E45B8FBE3CFE38C49A8E10B16FEF53C1DB2CDDAE899473A10D53F98C3F";

    private final Path folder;

    EventFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void same_parameters_give_the_same_bytes_and_the_same_expectation() throws IOException {
        Generation generation = new Generation(ENOUGH, 7, 40, UNTIL);

        Expected first = write(generation, "first");
        Expected second = write(generation, "second");

        assertThat(folder.resolve("first")).hasSameBinaryContentAs(folder.resolve("second"));
        assertThat(first).isEqualTo(second);
    }

    @Test
    void another_seed_gives_other_events() throws IOException {
        write(new Generation(100, 7, 40, UNTIL), "first");
        write(new Generation(100, 8, 40, UNTIL), "second");

        Set<String> lines = new HashSet<>(Files.readAllLines(folder.resolve("first")));
        lines.retainAll(Files.readAllLines(folder.resolve("second")));
        assertThat(lines).isEmpty();
    }

    @Test
    void bytes_of_a_seed_never_change() throws IOException {
        write(new Generation(1_000, 1, 40, UNTIL), "file");

        assertThat(folder.resolve("file")).hasDigest("SHA-256", PINNED);
    }

    @Test
    void each_line_is_a_package_of_one_to_ten() throws IOException {
        Expected expected = write(new Generation(ENOUGH, 7, 40, UNTIL), "file");

        List<String> lines = Files.readAllLines(folder.resolve("file"));
        int elements = 0;
        for (String line : lines) {
            JsonNode events = JsonMapper.shared().readTree(line);
            assertThat(events.isArray()).isTrue();
            assertThat(events.size()).isBetween(1, 10);
            elements += events.size();
        }
        assertThat(elements).isEqualTo(ENOUGH);
        assertThat(expected.sent()).isEqualTo(ENOUGH);
        assertThat(expected.packages()).isEqualTo(lines.size());
    }

    @Test
    void expectation_adds_up() throws IOException {
        Expected expected = write(new Generation(ENOUGH, 7, 40, UNTIL), "file");

        assertThat(expected.accepted() + expected.rejected()).isEqualTo(expected.sent());
        assertThat(expected.accepted() - expected.duplicates()).isEqualTo(expected.loaded());
        assertThat(total(expected.rejectedByReason().values())).isEqualTo(expected.rejected());
        assertThat(total(expected.byContext().values())).isEqualTo(expected.loaded());
        assertThat(total(expected.byDay().values())).isEqualTo(expected.loaded());
        assertThat(expected.byCompany().values().stream()
                        .mapToLong(Expected.OfCompany::events)
                        .sum())
                .isEqualTo(expected.loaded());
        assertThat(expected.byType().values().stream()
                        .mapToLong(Expected.OfType::events)
                        .sum())
                .isEqualTo(expected.loaded());
        expected.byCompany().values().forEach(company -> assertThat(
                        total(company.byContext().values()))
                .isEqualTo(company.events()));
        expected.amounts().forEach((currency, amounts) -> {
            List<Amounts> parts = expected.byCompany().values().stream()
                    .map(company -> company.amounts().getOrDefault(currency, Amounts.NONE))
                    .toList();
            assertThat(parts.stream().map(Amounts::sum).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(amounts.sum());
            assertThat(parts.stream().map(Amounts::refundSum).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(amounts.refundSum());
            assertThat(parts.stream().mapToLong(Amounts::count).sum()).isEqualTo(amounts.count());
            assertThat(parts.stream().mapToLong(Amounts::refundCount).sum()).isEqualTo(amounts.refundCount());
        });
    }

    @Test
    void expectation_is_read_back_as_it_was_written() throws IOException {
        Expected expected = write(new Generation(ENOUGH, 7, 40, UNTIL), "file");

        expected.write(folder.resolve("expected.json"));

        assertThat(Expected.read(folder.resolve("expected.json"))).isEqualTo(expected);
    }

    @Test
    void refuses_a_file_that_holds_no_expectation() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{\"packages\": 1}");

        assertThatThrownBy(() -> Expected.read(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.json is no file of expected results");
    }

    @Test
    void writes_into_a_device_and_does_not_replace_it() throws IOException {
        Path device = Path.of("/dev/null");

        EventFile.write(new Generation(10, 1, 1, UNTIL), device, size -> {});

        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(Files.exists(device)).isTrue();
    }

    @Test
    void leaves_no_half_file_when_it_cannot_write() {
        Path file = folder.resolve("missing").resolve("file");

        assertThatThrownBy(() -> EventFile.write(new Generation(10, 1, 1, UNTIL), file, size -> {}))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    private Expected write(Generation generation, String name) throws IOException {
        return EventFile.write(generation, folder.resolve(name), size -> {});
    }

    private static long total(Iterable<Long> counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
