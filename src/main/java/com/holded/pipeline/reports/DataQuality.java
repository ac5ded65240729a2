package com.holded.pipeline.reports;

import com.holded.pipeline.event.QualityDimension;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How good the data is that was received in a period: what became of the events, why and from whom there are dead letters,
 * quality by dimension, and how long events take to be received and counted. A detail is one item of one of these
 * sections. An event's day is here that on which its segment was opened, since a dead letter may have no time of its own;
 * the dimensions are of the events that happened on those days.
 */
final class DataQuality implements Definition {
    private static final List<Column> COLUMNS = List.of(
            Column.text("section"),
            Column.text("item"),
            Column.count("events"),
            Column.share("share"),
            Column.count("open"),
            Column.score("quality"),
            Column.seconds("p50"),
            Column.seconds("p99"),
            Column.instant("last_received_at"));

    /** Lags are measured on all events up to this number, and on a sample of about as many beyond it. */
    private static final long MEASURED = 500_000;

    private static final int DECIMALS = 6;
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);
    private static final int CHARTED_REASONS = 5;

    private static final String DEAD =
            """
            WITH dead AS (
                SELECT event_id, reason, coalesce(company_id, '') AS company_id, status, received_at,
                       (received_at AT TIME ZONE 'Europe/Madrid')::date AS day
                FROM dead_letters
                WHERE event_id >= :from_id AND event_id < :end_id AND (:company = '' OR company_id = :company)
            )""";

    /** What loads and replays put on record: as cheap for a year as for a day. */
    private static final String RECEIVED_OF_ALL =
            """
            , received AS (
                SELECT coalesce(sum(loaded + replayed), 0)::bigint                AS counted,
                       coalesce(sum(duplicates + replayed_duplicates), 0)::bigint AS duplicates
                FROM raw_segments WHERE segment_id >= :from_segment AND segment_id < :end_segment
            )""";

    /** Segments do not tell companies apart, so these are counted. */
    private static final String RECEIVED_OF_COMPANY =
            """
            , received AS (
                SELECT (SELECT count(*) FROM business_events
                        WHERE event_id >= :from_id AND event_id < :end_id AND company_id = :company) AS counted,
                       (SELECT count(*) FROM duplicate_events d
                        JOIN business_events e ON e.event_id = d.original_event_id
                        WHERE d.event_id >= :from_id AND d.event_id < :end_id AND e.company_id = :company) AS duplicates
            )""";

    private static final String BECAME =
            """
            , became AS (
                SELECT counted, duplicates,
                       (SELECT count(*) FROM dead WHERE status <> 'replayed' AND reason = 'ID_CONFLICT')  AS conflicts,
                       (SELECT count(*) FROM dead WHERE status <> 'replayed' AND reason <> 'ID_CONFLICT') AS dead_letters
                FROM received
            )""";

    private static final String LAST =
            """
            SELECT CASE WHEN section = '' THEN 'TOTAL' ELSE 'DETAIL' END AS level, 1 AS lines, section, item, events,
                   share, open, quality, p50, p99, last_received_at
            FROM (
                SELECT 1 AS place, 'outcome' AS section, item, events,
                       events / nullif(counted + duplicates + conflicts + dead_letters, 0)::numeric AS share,
                       NULL::bigint AS open, NULL::numeric AS quality, NULL::numeric AS p50, NULL::numeric AS p99,
                       NULL::timestamptz AS last_received_at, rank
                FROM became CROSS JOIN LATERAL (VALUES
                    ('counted', counted, 4), ('duplicate', duplicates, 3), ('conflict', conflicts, 2),
                    ('dead_letter', dead_letters, 1)) AS outcomes (item, events, rank)
                WHERE counted + duplicates + conflicts + dead_letters > 0
                UNION ALL
                SELECT 2, 'reason', reason, count(*), count(*) / sum(count(*)) OVER (),
                       count(*) FILTER (WHERE status = 'open'), NULL, NULL, NULL, max(received_at), count(*)
                FROM dead GROUP BY reason
                UNION ALL
                SELECT 3, 'producer', company_id, count(*), count(*) / sum(count(*)) OVER (),
                       count(*) FILTER (WHERE status = 'open'), NULL, NULL, NULL, max(received_at), count(*)
                FROM dead GROUP BY company_id
                UNION ALL
                SELECT 4, 'dimension', item, events, NULL, NULL, quality, NULL, NULL, NULL, rank
                FROM quality CROSS JOIN LATERAL (VALUES %s) AS dimensions (item, quality, rank)
                WHERE events > 0
                UNION ALL
                SELECT 5, 'lag', item, measured, NULL, NULL, NULL, lags[1] / 1000.0, lags[2] / 1000.0, NULL, rank
                FROM lag CROSS JOIN LATERAL (VALUES ('event_to_receipt', to_receipt, 3),
                    ('receipt_to_row', to_row, 2), ('event_to_row', whole, 1)) AS stages (item, lags, rank)
                WHERE measured > 0
                UNION ALL
                SELECT 6, '', NULL, counted + duplicates + conflicts + dead_letters, NULL, NULL, NULL, NULL, NULL, NULL, 0
                FROM became) sections
            ORDER BY place, rank DESC, item
            """
                    .formatted(dimensions());

    @Override
    public String name() {
        return "data-quality";
    }

    @Override
    public Set<Parameter> parameters() {
        return EnumSet.of(
                Parameter.FROM,
                Parameter.TO,
                Parameter.PERIOD,
                Parameter.COMPANY,
                Parameter.LANG,
                Parameter.BOM,
                Parameter.FOOTER);
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String span() {
        return DEAD
                + """
            SELECT least((SELECT min(day) FROM dead), min((stored_at AT TIME ZONE 'Europe/Madrid')::date)),
                   greatest((SELECT max(day) FROM dead), max((stored_at AT TIME ZONE 'Europe/Madrid')::date))
            FROM raw_segments WHERE segment_id >= :from_segment AND segment_id < :end_segment
            """;
    }

    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return DEAD
                + received(snapshot)
                + BECAME
                + quality()
                + lag(became(snapshot).counted())
                + LAST;
    }

    private static String received(Snapshot snapshot) {
        return snapshot.filters().company().isEmpty() ? RECEIVED_OF_ALL : RECEIVED_OF_COMPANY;
    }

    private static String quality() {
        String lost = Arrays.stream(QualityDimension.values())
                .map(dimension ->
                        "1 - sum(" + dimension.label() + "_lost) / (100.0 * sum(events)) AS " + dimension.label())
                .collect(Collectors.joining(", "));
        return ", quality AS (SELECT coalesce(sum(events), 0)::bigint AS events, sum(quality_sum) / sum(events) AS overall, "
                + lost + " FROM (" + Lines.MONTHS + " SELECT * FROM chosen) lines)";
    }

    /** In the order of the dimensions, after the score that is made of them. */
    private static String dimensions() {
        int rank = QualityDimension.values().length;
        StringBuilder values = new StringBuilder("('overall', overall, " + (rank + 1) + ")");
        for (QualityDimension dimension : QualityDimension.values()) {
            String name = dimension.label();
            values.append(", ('" + name + "', " + name + ", " + rank-- + ")");
        }
        return values.toString();
    }

    /** Percentiles in milliseconds: p50 and p99. */
    private static String lag(long counted) {
        // The same blocks each time, so that the same data gives the same numbers.
        String sample = counted <= MEASURED
                ? ""
                : " TABLESAMPLE SYSTEM ("
                        + PERCENT.multiply(BigDecimal.valueOf(MEASURED))
                                .divide(BigDecimal.valueOf(counted), DECIMALS, RoundingMode.UP)
                        + ") REPEATABLE (0)";
        return """
            , lag AS (
                SELECT count(*) AS measured,
                       percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY received - "timestamp") AS to_receipt,
                       percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY counted - received)     AS to_row,
                       percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY counted - "timestamp")  AS whole
                FROM (SELECT "timestamp", (extract(epoch FROM received_at) * 1000)::bigint AS received,
                             (extract(epoch FROM created_at) * 1000)::bigint AS counted
                      FROM business_events%s
                      WHERE event_id >= :from_id AND event_id < :end_id AND (:company = '' OR company_id = :company)) rows
            )
            """
                .formatted(sample);
    }

    private record Became(long counted, long duplicates, long conflicts, long deadLetters) {
        long all() {
            return counted + duplicates + conflicts + deadLetters;
        }
    }

    private static Became became(Snapshot snapshot) {
        return snapshot.one(
                DEAD + received(snapshot) + BECAME + " SELECT * FROM became",
                row -> new Became(
                        row.getLong("counted"),
                        row.getLong("duplicates"),
                        row.getLong("conflicts"),
                        row.getLong("dead_letters")));
    }

    @Override
    public int rowsPerPage() {
        return 40;
    }

    @Override
    public Front front(Snapshot snapshot, Request.Choice choice, Language language) {
        Printed printed = new Printed(language);
        Became became = became(snapshot);
        long rows = snapshot.one(
                DEAD + " SELECT count(DISTINCT reason) + count(DISTINCT company_id) FROM dead", row -> row.getLong(1));
        String accepted = became.all() == 0
                ? Printed.nothing()
                : printed.percent(BigDecimal.valueOf(became.counted() + became.duplicates())
                        .divide(BigDecimal.valueOf(became.all()), DECIMALS, RoundingMode.HALF_UP));
        return new Front(
                "",
                became.all() == 0,
                rows,
                List.of(
                        new Front.Figure("figure.received", printed.count(became.all())),
                        new Front.Figure("figure.accepted", accepted),
                        new Front.Figure("figure.duplicates", printed.count(became.duplicates())),
                        new Front.Figure("figure.conflicts", printed.count(became.conflicts())),
                        new Front.Figure("figure.dead_letters", printed.count(became.deadLetters()))),
                rows == 0 ? List.of() : List.of(reasons(snapshot, language)));
    }

    private record Sum(LocalDate start, String reason, long events) {}

    private static Chart reasons(Snapshot snapshot, Language language) {
        List<String> leading = snapshot.list(
                DEAD + " SELECT reason FROM dead GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT " + (CHARTED_REASONS + 1),
                row -> row.getString(1));
        List<Chart.Key> parts = new ArrayList<>();
        for (String reason : leading) {
            boolean rest = parts.size() == CHARTED_REASONS;
            String label = rest ? language.text("chart.other_reasons") : reason;
            parts.add(new Chart.Key(parts.size(), label, Palette.rgb(parts.size())));
        }
        Granularity granularity = Granularity.of(snapshot.span());
        Timeline timeline = new Timeline(granularity, snapshot.span(), parts, language);
        snapshot.list(
                        DEAD + " SELECT date_trunc('" + granularity.field()
                                + "', day::timestamp)::date AS start, reason, count(*) AS events FROM dead GROUP BY 1, 2",
                        row -> new Sum(
                                row.getObject("start", LocalDate.class),
                                row.getString("reason"),
                                row.getLong("events")))
                .forEach(sum -> {
                    int place = leading.indexOf(sum.reason());
                    timeline.add(sum.start(), parts.get(place < 0 ? CHARTED_REASONS : place), sum.events());
                });
        return timeline.chart(language.text("chart.dead_letters"));
    }
}
