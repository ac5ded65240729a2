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

    /** The part of the rollup of the days before, by the days that they are compared with. */
    private static final String BEFORE = Lines.DAYS.stripTrailing()
            + """
            , before AS (
                SELECT business_day + :shift AS day, sum(events) AS events
                FROM daily_rollup
                WHERE business_day BETWEEN :first::date - :shift AND :last::date - :shift
                  AND (:company = '' OR company_id = :company)
                  AND (:event_type = '' OR event_type = :event_type)
                  AND (:context = '' OR business_context = :context)
                GROUP BY 1
            )""";

    private static final String LINES = BEFORE
            + """
            , now AS (SELECT first_day AS day, sum(events) AS events FROM chosen GROUP BY 1)
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
            , visits AS (
                SELECT first_day, company_id, sum(events) AS events, %s, sum(quality_sum) AS quality_sum
                FROM chosen GROUP BY first_day, company_id
            ), days AS (
                SELECT day::date AS day, to_char(day, 'IYYY-"W"IW') AS week
                FROM generate_series(:first::date, :last::date, interval '1 day') AS days (day)
                WHERE EXISTS (SELECT FROM visits)
            ), grouped AS (
                SELECT week,
                       day,
                       grouping(week)                                                             AS all_weeks,
                       grouping(day)                                                              AS all_days,
                       count(DISTINCT day)                                                        AS lines,
                       coalesce(sum(events), 0)                                                   AS events,
                       %s,
                       count(DISTINCT company_id)                                                 AS companies,
                       sum(quality_sum)                                                           AS quality_sum
                FROM days LEFT JOIN visits ON first_day = day
                GROUP BY GROUPING SETS ((week, day), (week), ())
            ), compared AS (
                SELECT week, day, grouping(week) AS all_weeks, grouping(day) AS all_days,
                       coalesce(sum(before.events), 0) AS previous_events
                FROM days LEFT JOIN before USING (day)
                GROUP BY GROUPING SETS ((week, day), (week), ())
            )
            SELECT CASE WHEN all_days = 0 THEN 'DETAIL' WHEN all_weeks = 0 THEN 'GROUP' ELSE 'TOTAL' END AS level,
                   lines,
                   grouped.day,
                   grouped.week,
                   events, %s,
                   companies,
                   quality_sum / nullif(events, 0)                                     AS quality,
                   grouped.day - :shift                                                AS previous_day,
                   previous_events,
                   (events - previous_events) / nullif(previous_events, 0)             AS change
            FROM grouped JOIN compared USING (all_weeks, all_days)
            WHERE grouped.week IS NOT DISTINCT FROM compared.week AND grouped.day IS NOT DISTINCT FROM compared.day
            ORDER BY all_weeks, grouped.week, all_days, grouped.day
            """
                        .formatted(ContextColumns.SUMS, ContextColumns.SUMS_OF_SUMS, ContextColumns.SHOWN);
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
