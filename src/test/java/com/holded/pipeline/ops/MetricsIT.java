package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The figures of a running service: what they count, and that they are the documented ones. */
@ExtendWith(RunningPlatform.Shared.class)
class MetricsIT {
    private static final String GOOD =
            """
            {"event_type":"INVOICE_CREATED","company_id":"company_metrics","user_id":"user_1","timestamp":1772705555000}\
            """;
    private static final Pattern SERIES = Pattern.compile("(holded_[a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Client client;

    MetricsIT(RunningPlatform platform) {
        this.client = new Client(platform.platform());
    }

    @Test
    void a_package_is_counted_by_status_reason_and_bytes() {
        String body = "[" + GOOD + "," + GOOD + ",7,{\"a\":1}]";
        Figures before = figures();

        Client.Answer answer = client.post("/collect", body);
        Figures after = figuresWith(before, "status=200");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(after.since(before, "holded_collect_events_total", "status=accepted"))
                .isEqualTo(2);
        assertThat(after.since(before, "holded_collect_events_total", "status=rejected"))
                .isEqualTo(2);
        assertThat(after.since(before, "holded_collect_rejected_total", "reason=NOT_AN_EVENT"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_collect_rejected_total", "reason=MISSING_FIELD"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_collect_sent_bytes_total")).isEqualTo(body.length());
        assertThat(after.since(before, "holded_collect_stored_bytes_total")).isPositive();
        assertThat(after.since(before, "holded_collect_answers_total", "status=200"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_segment_events_sum")).isEqualTo(4);
        assertThat(after.since(before, "holded_segment_events_count")).isEqualTo(1);
        assertThat(after.since(before, "holded_segment_bytes_sum")).isGreaterThan(body.length());
        assertThat(after.since(before, "holded_segment_age_seconds_count")).isEqualTo(1);
        assertThat(after.since(before, "holded_segment_put_seconds_count")).isEqualTo(1);
        assertThat(after.since(before, "holded_segment_put_seconds_sum")).isBetween(0.0001, 2.5);
    }

    @Test
    void what_was_answered_is_what_is_stored() {
        client.post("/collect", "[" + GOOD + ",null]");

        Figures now = figures();

        double rejected = now.of("holded_collect_events_total", "status=rejected");
        assertThat(now.of("holded_collect_events_total", "status=accepted") + rejected)
                .isEqualTo(now.of("holded_segment_events_sum"));
        assertThat(now.sum("holded_collect_rejected_total")).isEqualTo(rejected);
    }

    @Test
    void refusals_before_the_servlets_are_counted_too() {
        Figures before = figures();

        // Announced too long, by which the head alone is refused.
        Client.Answer tooLong = client.send(client.request("/collect")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[11 << 20])));
        Client.Answer empty = client.post("/collect", "");
        Figures after = figuresWith(before, "status=400");

        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(empty.status()).isEqualTo(400);
        assertThat(after.since(before, "holded_collect_answers_total", "status=413"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_collect_answers_total", "status=400"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_http_requests_total", "method=POST,route=/collect,status=4xx"))
                .isEqualTo(1);
    }

    @Test
    void an_event_is_read_back_with_one_read() {
        String id = Client.ids(client.post("/collect", GOOD).json(), "accepted").get(0);
        Figures before = figures();

        assertThat(client.read("/events/" + id).status()).isEqualTo(200);
        Figures after = figures();

        assertThat(after.since(before, "holded_storage_requests_total", "operation=read"))
                .isEqualTo(1);
        assertThat(after.since(before, "holded_storage_requests_total", "operation=list"))
                .isZero();
        assertThat(after.since(before, "holded_storage_requests_total", "operation=write"))
                .isZero();
    }

    @Test
    void the_figures_shown_are_the_documented_ones_and_their_labels_templates() {
        client.post("/collect", "[" + GOOD + ",null]");
        client.read("/events/01a0b0c0-0000-7000-8000-000000000001");
        client.read("/nowhere/987654321");

        Figures now = figures();

        assertThat(now.values.keySet()).allSatisfy(series -> {
            Metric metric = metric(series.name()).orElseThrow(() -> new AssertionError(series + " is not documented"));
            series.labels().forEach((name, value) -> assertThat(metric.labels())
                    .as("%s", series)
                    .anyMatch(label -> label.name().equals(name) && label.takes(value)));
        });
        assertThat(Metric.values())
                .filteredOn(metric -> metric != Metric.COLLECT_ANSWERS)
                .allSatisfy(metric -> assertThat(now.values.keySet())
                        .anyMatch(series -> metric(series.name()).equals(Optional.of(metric))));
        assertThat(now.of("holded_http_watch_up")).isEqualTo(1);
        assertThat(now.of("holded_http_connections")).isPositive();
    }

    private static Optional<Metric> metric(String series) {
        return Arrays.stream(Metric.values())
                .filter(metric -> List.of("", "_count", "_sum", "_max", "_mean").stream()
                        .anyMatch(suffix -> series.equals(metric.exportedName() + suffix)))
                .findFirst();
    }

    /** An answer is counted when it is written, which the caller may see first. */
    private Figures figuresWith(Figures before, String answer) {
        return Waiting.until(
                Duration.ofSeconds(5),
                "an answer with " + answer,
                this::figures,
                now -> now.since(before, "holded_collect_answers_total", answer) > 0);
    }

    private Figures figures() {
        Map<Series, Double> values = new HashMap<>();
        client.read("/metrics?scope=application")
                .text()
                .lines()
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .forEach(line -> {
                    Map<String, String> labels = new HashMap<>();
                    Optional.ofNullable(line.group(2)).ifPresent(text -> LABEL.matcher(text)
                            .results()
                            .filter(label -> !label.group(1).equals("mp_scope"))
                            .filter(label -> !label.group(1).equals("quantile"))
                            .forEach(label -> labels.put(label.group(1), label.group(2))));
                    values.put(new Series(line.group(1), labels), Double.parseDouble(line.group(3)));
                });
        return new Figures(values);
    }

    private record Series(String name, Map<String, String> labels) {}

    private record Figures(Map<Series, Double> values) {
        double of(String name, String... labels) {
            return values.getOrDefault(new Series(name, labels(labels)), 0.0);
        }

        double sum(String name) {
            return values.entrySet().stream()
                    .filter(entry -> entry.getKey().name().equals(name))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }

        double since(Figures before, String name, String... labels) {
            return of(name, labels) - before.of(name, labels);
        }

        private static Map<String, String> labels(String... labels) {
            Map<String, String> map = new HashMap<>();
            for (String all : labels) {
                for (String label : all.split(",")) {
                    map.put(label.split("=")[0], label.split("=")[1]);
                }
            }
            return map;
        }
    }
}
