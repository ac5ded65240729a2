package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    @Test
    void the_documented_table_is_the_code() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs/operations.md")).stream()
                .filter(line -> line.startsWith("| `holded_"))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Metric.values()).map(MetricTest::row).toList());
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void no_label_takes_an_id(Metric metric) {
        assertThat(metric.labels()).allSatisfy(label -> assertThat(List.of(
                        UUID.randomUUID().toString(),
                        "01hr71kjry3w47epk7acq7emcd",
                        "company_003",
                        "/events/987654321",
                        "/keys/3f9c1b7e20d4a586",
                        "1234"))
                .noneMatch(label::takes));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void the_name_ends_with_the_unit_or_says_total(Metric metric) {
        switch (metric.kind()) {
            case COUNTER -> assertThat(metric.exportedName()).endsWith("_total");
            case TIMER -> assertThat(metric.exportedName()).endsWith("_seconds");
            case HISTOGRAM -> assertThat(metric.exportedName()).endsWith("_" + metric.unit());
            case GAUGE -> assertThat(metric.exportedName()).doesNotEndWith("_total");
        }
    }

    @Test
    void every_reason_is_a_series() {
        assertThat(Reason.values())
                .allMatch(reason -> Metric.COLLECT_REJECTED.labels().get(0).takes(reason.name()));
    }

    private static String row(Metric metric) {
        return "| `" + metric.exportedName() + "` | "
                + metric.kind().name().toLowerCase(Locale.ROOT) + " | "
                + metric.labels().stream()
                        .map(label -> "`" + label.name() + "`")
                        .collect(Collectors.joining(", "))
                + " | " + metric.unit() + " | " + metric.description() + " |";
    }
}
