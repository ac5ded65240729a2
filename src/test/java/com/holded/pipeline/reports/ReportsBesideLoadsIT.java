package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Reports are read while events are sent and loaded. Afterwards each is compared with a recount of the very loads that its
 * position stands for.
 */
@ExtendWith(RunningPlatform.Shared.class)
class ReportsBesideLoadsIT {
    private static final int PACKAGES = 120;
    private static final int EVENTS = 200;
    private static final int COMPANIES = 7;
    /** Lanes that may be at work on a load that began before the newest one and is not committed yet. */
    private static final int LATE = 4;

    private static final String RUN = "/jobs/process-events/executions";
    private static final long HOUR = 3_600_000_000L;
    private static final long MODULUS = 1L << 31;

    private static final String TYPE = "BESIDE_LOADS";

    @Test
    void every_report_that_is_read_meanwhile_is_the_recount_of_its_position(RunningPlatform running) throws Exception {
        Client client = new Client(running.platform());
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client));

        Map<String, Report> reports = new HashMap<>();
        Report last;
        do {
            last = Report.read(client);
            assertThat(reports.merge(last.position, last, (first, next) -> first))
                    .as("the same position, the same numbers")
                    .isEqualTo(last);
        } while (last.events() < PACKAGES * EVENTS && !sending.isCompletedExceptionally());
        sending.get(1, TimeUnit.MINUTES);

        assertThat(reports).as("positions that were seen").hasSizeGreaterThan(5);
        Loads loads = Loads.of(new Sql(running.platform()));
        assertThat(reports.values())
                .allSatisfy(report ->
                        assertThat(report.companies).as(report.position).isEqualTo(loads.recount(report.position)));
    }

    /** Sends, and starts a run whenever there is none. */
    private static void send(Client client) {
        Random random = new Random(20261128);
        for (int number = 0; number < PACKAGES; number++) {
            String events = IntStream.range(0, EVENTS)
                    .mapToObj(event -> "{\"event_type\":\"" + TYPE + "\",\"company_id\":\"company-"
                            + random.nextInt(COMPANIES) + "\",\"event_id\":\""
                            + new UUID(random.nextLong(), random.nextLong())
                            + "\",\"timestamp\":\"" + Instant.now() + "\",\"amount\":"
                            + BigDecimal.valueOf(random.nextInt(-50_000, 200_000), 2) + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(client.post("/collect", events).status()).isEqualTo(200);
            client.command(RUN);
        }
        Waiting.until(
                Duration.ofMinutes(1), "the last run", () -> client.command(RUN).status(), status -> status == 202);
    }

    private record Sum(long events, BigDecimal amount) {
        Sum {
            amount = amount.stripTrailingZeros();
        }

        Sum plus(Sum other) {
            return new Sum(events + other.events, amount.add(other.amount));
        }
    }

    /** What one report says of each company. */
    private record Report(String position, Map<String, Sum> companies) {
        static Report read(Client client) {
            JsonNode json = client.send(client.request("/reports/company-analytics.json?event_type=" + TYPE)
                            .header("X-API-Key", client.adminKey())
                            .GET())
                    .json();
            Map<String, Sum> companies = new TreeMap<>();
            json.path("rows")
                    .forEach(row -> companies.put(
                            row.path("company_id").asString(),
                            new Sum(
                                    row.path("events").asLong(),
                                    row.path("amount_sum").decimalValue())));
            return new Report(json.path("position").asString(), companies);
        }

        long events() {
            return companies.values().stream().mapToLong(Sum::events).sum();
        }
    }

    /** Everything that changes positions, in order: loads with the sums of their events, and outcomes of dead letters. */
    private record Loads(List<Load> loads) {
        /**
         * @param at microseconds
         * @param hash its part of a checksum
         */
        record Load(long at, long hash, Map<String, Sum> companies) {
            Load plus(Load other) {
                return new Load(at, hash + other.hash, together(List.of(this, other)));
            }
        }

        static Loads of(Sql sql) {
            Map<String, Map<String, Sum>> segments = new HashMap<>();
            sql.rows("SELECT event_id, company_id, amount FROM business_events WHERE event_type = ?", TYPE)
                    .forEach(row -> {
                        String[] event = row.split("\\|");
                        segments.computeIfAbsent(segment(event[0]), unseen -> new TreeMap<>())
                                .merge(event[1], new Sum(1, new BigDecimal(event[2])), Sum::plus);
                    });
            Map<Long, Load> loads = new TreeMap<>();
            sql.rows(
                            "SELECT (extract(epoch FROM at) * 1000000)::bigint, segment,"
                                    + " timestamp_hash_extended(at AT TIME ZONE 'UTC', 0) % " + MODULUS
                                    + " FROM (SELECT finished_at AS at, segment_id AS segment FROM raw_segments"
                                    + " UNION ALL SELECT recorded_at, 'none' FROM dead_letter_outcomes) changes WHERE at IS NOT NULL")
                    .forEach(row -> {
                        String[] change = row.split("\\|");
                        long at = Long.parseLong(change[0]);
                        loads.merge(
                                at,
                                new Load(at, Long.parseLong(change[2]), segments.getOrDefault(change[1], Map.of())),
                                Load::plus);
                    });
            return new Loads(List.copyOf(loads.values()));
        }

        private static String segment(String eventId) {
            return EventId.from(UUID.fromString(eventId))
                    .orElseThrow()
                    .segment()
                    .toString();
        }

        /** Of the first loads, perhaps without one of the newest that was still under way, whose checksum this is. */
        Map<String, Sum> recount(String position) {
            long checksum = Long.parseLong(position.substring(position.indexOf('-') + 1), 16) % MODULUS;
            for (int count = loads.size(); count >= 0; count--) {
                for (int late = 0; late <= Math.min(LATE, count); late++) {
                    List<Load> counted = new ArrayList<>(loads.subList(0, count));
                    if (late > 0) {
                        counted.remove(count - late);
                    }
                    if (checksum(counted) == checksum) {
                        return together(counted);
                    }
                }
            }
            throw new AssertionError("no loads have the position " + position);
        }

        private static long checksum(List<Load> counted) {
            long hour = counted.stream().mapToLong(Load::at).max().orElse(0) - HOUR;
            return Math.floorMod(
                    counted.stream()
                            .filter(load -> load.at > hour)
                            .mapToLong(Load::hash)
                            .sum(),
                    MODULUS);
        }

        private static Map<String, Sum> together(List<Load> loads) {
            Map<String, Sum> companies = new TreeMap<>();
            loads.forEach(load -> load.companies.forEach((company, sum) -> companies.merge(company, sum, Sum::plus)));
            return companies;
        }
    }
}
