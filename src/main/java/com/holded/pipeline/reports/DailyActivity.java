package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Per day: events by context, companies, quality, and the events of the day of the period before that it is compared with;
 * in groups by week. Every day of the period has a row, also one without events, unless the whole period has none.
 */
final class DailyActivity implements Definition {
    private static final List<Column> COLUMNS = ContextColumns.between(
            List.of(Column.day("day"), Column.text("week"), Column.count("events")),
            List.of(
                    Column.count("companies"),
                    Column.score("quality"),
                    Column.day("previous_day"),
                    Column.count("previous_events"),
                    Column.change("change")));

    private static final int DECIMALS = 6;
    private static final int MOST_LABELS = 12;

    /** Lines of more days than this say less than bars of weeks or months. */
    private static final int MOST_DAYS_OF_LINES = 93;

    /** Of a day's week; the first day of our era was one. As plain arithmetic it costs nothing, however many days. */
    private static final String MONDAY = "date '0001-01-01' + (%s - date '0001-01-01') / 7 * 7";

    /** And the events of the days before, by the days that they are compared with. */
    private static final String BEFORE = Lines.MONTHS_AND_DAYS.stripTrailing()
            + """
            , before AS (
                SELECT first_day + :shift AS day, sum(events) AS events FROM (%s) earlier GROUP BY 1
            )"""
                    .formatted(Lines.days(":first::date - :shift", ":last::date - :shift"));

    private static final String LINES = BEFORE
            + """
            , now AS (SELECT first_day AS day, sum(events) AS events FROM daily GROUP BY 1)
            SELECT day::date AS day, coalesce(now.events, 0)::bigint AS events, coalesce(before.events, 0)::bigint AS before
            FROM generate_series(:first::date, :last::date, interval '1 day') AS days (day)
            LEFT JOIN now USING (day) LEFT JOIN before USING (day) ORDER BY 1
            """;

    @Override
    public String name() {
        return "daily-activity";
    }

    @Override
    public Set<Parameter> parameters() {
        return EnumSet.complementOf(EnumSet.of(Parameter.TOP, Parameter.SORT));
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return BEFORE
                + """
            , now AS (
                SELECT first_day AS day, sum(events) AS events, %s, sum(quality_sum) AS quality_sum FROM daily GROUP BY 1
            ), present AS (
                SELECT company_id, first_day + later AS day
                FROM (SELECT company_id, first_day, bit_or(days) AS days FROM chosen GROUP BY company_id, first_day) lines
                JOIN generate_series(0, 30) AS bits (later) ON days & (1 << (30 - later)) <> 0
            ), by_day AS (
                SELECT day, count(*) AS companies FROM present GROUP BY day
            ), of_weeks AS (
                SELECT company_id, %s AS monday FROM present GROUP BY 1, 2
            ), by_week AS (
                SELECT monday, count(*) AS companies FROM of_weeks GROUP BY monday
            ), days AS (
                SELECT day::date AS day, %s AS monday
                FROM generate_series(:first::date, :last::date, interval '1 day') AS days (day)
                WHERE EXISTS (SELECT FROM chosen)
            ), grouped AS (
                SELECT monday,
                       day,
                       grouping(monday)                                                           AS all_weeks,
                       grouping(day)                                                              AS all_days,
                       count(*)                                                                   AS lines,
                       coalesce(sum(now.events), 0)                                               AS events,
                       %s,
                       max(by_day.companies)                                                      AS companies,
                       sum(quality_sum)                                                           AS quality_sum,
                       coalesce(sum(before.events), 0)                                            AS previous_events
                FROM days LEFT JOIN now USING (day) LEFT JOIN before USING (day) LEFT JOIN by_day USING (day)
                GROUP BY GROUPING SETS ((monday, day), (monday), ())
            )
            SELECT CASE WHEN all_days = 0 THEN 'DETAIL' WHEN all_weeks = 0 THEN 'GROUP' ELSE 'TOTAL' END AS level,
                   lines,
                   day,
                   to_char(monday, 'IYYY-"W"IW')                                       AS week,
                   events, %s,
                   coalesce(CASE WHEN all_days = 0 THEN grouped.companies
                                 WHEN all_weeks = 0 THEN by_week.companies
                                 ELSE (SELECT count(DISTINCT company_id) FROM of_weeks) END, 0) AS companies,
                   quality_sum / nullif(events, 0)                                     AS quality,
                   day - :shift                                                        AS previous_day,
                   previous_events,
                   (events - previous_events) / nullif(previous_events, 0)             AS change
            FROM grouped LEFT JOIN by_week USING (monday)
            ORDER BY all_weeks, monday, all_days, day
            """
                        .formatted(
                                ContextColumns.SUMS,
                                MONDAY.formatted("day"),
                                MONDAY.formatted("day::date"),
                                ContextColumns.SUMS_OF_SUMS,
                                ContextColumns.SHOWN);
    }

    @Override
    public int rowsPerPage() {
        return 44;
    }

    private record DayPair(LocalDate day, long events, long before) {}

    @Override
    public Front front(Snapshot snapshot, Request.Choice choice, Language language) {
        Printed printed = new Printed(language);
        Overview overview = Overview.of(snapshot);
        Span span = snapshot.span();
        if (overview.isEmpty()) {
            return new Front("", true, 0, List.of(overview.eventsFigure(printed)), List.of());
        }
        List<DayPair> days = snapshot.list(
                LINES,
                row -> new DayPair(
                        row.getObject("day", LocalDate.class), row.getLong("events"), row.getLong("before")));
        long before = days.stream().mapToLong(DayPair::before).sum();
        LocalDate busiest = days.stream()
                .max(Comparator.comparingLong(DayPair::events).thenComparing(DayPair::day, Comparator.reverseOrder()))
                .orElseThrow()
                .day();
        String change = before == 0
                ? Printed.nothing()
                : printed.change(BigDecimal.valueOf(overview.events() - before)
                        .divide(BigDecimal.valueOf(before), DECIMALS, RoundingMode.HALF_UP));
        List<Chart> charts = new ArrayList<>(List.of(new RollupCharts(snapshot, overview, language).activity()));
        if (span.days() <= MOST_DAYS_OF_LINES && span.days() > 1) {
            charts.add(lines(days, language));
        }
        return new Front(
                "",
                false,
                span.days(),
                List.of(
                        overview.eventsFigure(printed),
                        new Front.Figure("figure.previous", printed.count(before)),
                        new Front.Figure("figure.change", change),
                        new Front.Figure("figure.busiest", printed.shortDay(busiest)),
                        overview.companiesFigure(printed),
                        overview.qualityFigure(printed)),
                charts);
    }

    private static Chart lines(List<DayPair> days, Language language) {
        Chart.Key now = new Chart.Key(0, language.text("chart.this_period"), Palette.ACCENT);
        Chart.Key before = new Chart.Key(1, language.text("chart.previous_period"), Palette.COMPARED);
        int labelEvery = (days.size() + MOST_LABELS - 1) / MOST_LABELS;
        List<Chart.Point> points = new ArrayList<>();
        for (int index = 0; index < days.size(); index++) {
            DayPair pair = days.get(index);
            String label =
                    index % labelEvery == 0 ? Granularity.DAY.label(language).format(pair.day()) : "";
            Chart.Key bar = Chart.Key.bar(index, label);
            points.add(new Chart.Point(now, bar, pair.events()));
            points.add(new Chart.Point(before, bar, pair.before()));
        }
        return new Chart(language.text("chart.compared"), points);
    }
}
