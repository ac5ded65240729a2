package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.reports.Rollup.Line;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What reports read has the sums of each company's days, however it is kept and whatever days are asked for. */
class LinesIT {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T20:05:00Z"), CsvFormat.ZONE);
    private static final LocalDate FIRST = LocalDate.of(2024, 1, 20);
    private static final int SPAN = 900;

    private static final String SUMS =
            "sum(events), sum(quality_sum), sum(amount_sum), min(amount_min), max(amount_max),"
                    + " min(first_event_at), max(last_event_at)";
    private static final String HALVES =
            "sum(events) FILTER (WHERE %1$s < :early_end)," + " sum(quality_sum) FILTER (WHERE %1$s >= :late_start)";
    private static final String DAYS = " FROM daily_rollup WHERE business_day BETWEEN :from AND :to"
            + " AND (:company = '' OR company_id = :company) AND (:event_type = '' OR event_type = :event_type)"
            + " AND (:context = '' OR business_context = :context)";

    private static Rollup rollup;

    @BeforeAll
    static void fill() throws IOException, SQLException {
        rollup = Rollup.start();
        Random random = new Random(20261128);
        List<Line> lines = new ArrayList<>();
        for (String company : List.of("a", "b")) {
            for (String currency : List.of("EUR", "USD")) {
                for (int day : random.ints(SPAN / 3, 0, SPAN).boxed().collect(Collectors.toCollection(TreeSet::new))) {
                    lines.add(Line.of(company)
                            .on(FIRST.plusDays(day).toString())
                            .type(random.nextBoolean() ? "PAID" : "SENT", random.nextBoolean() ? "financial" : "other")
                            .events(1 + random.nextInt(9), "0." + random.nextInt(10, 99))
                            .amounts(currency, 1, random.nextInt(-500, 500) + ".37"));
                }
            }
        }
        rollup.add(lines.toArray(Line[]::new));
    }

    @AfterAll
    static void stop() throws IOException {
        rollup.close();
    }

    @Test
    void months_and_days_have_the_sums_and_the_active_days_of_the_days() {
        for (Filters filters : asked()) {
            try (Snapshot snapshot = open(filters)) {
                assertThat(snapshot.one(
                                Lines.MONTHS + "SELECT " + SUMS + ", bit_count(" + Lines.ACTIVE_DAYS + "), "
                                        + Lines.FIRST_DAY + ", " + Lines.LAST_DAY + " FROM chosen",
                                LinesIT::texts))
                        .as(filters.toString())
                        .isEqualTo(snapshot.one(
                                "SELECT " + SUMS + ", nullif(count(DISTINCT business_day), 0), min(business_day),"
                                        + " max(business_day)" + DAYS,
                                LinesIT::texts));
            }
        }
    }

    @Test
    void no_line_lies_in_both_halves() {
        for (Filters filters : asked()) {
            try (Snapshot snapshot = open(filters)) {
                assertThat(snapshot.one(
                                Lines.MONTHS_AND_HALVES + "SELECT " + HALVES.formatted("first_day") + " FROM halves",
                                LinesIT::texts))
                        .as(filters.toString())
                        .isEqualTo(snapshot.one("SELECT " + HALVES.formatted("business_day") + DAYS, LinesIT::texts));
            }
        }
    }

    @Test
    void days_that_tell_no_companies_apart_have_the_sums_of_those_that_do() {
        String daily = " SELECT %s, event_type, business_context, sum(events), sum(quality_sum) FROM %s"
                + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
        for (Filters filters : asked()) {
            try (Snapshot snapshot = open(filters)) {
                assertThat(snapshot.list(Lines.DAYS + daily.formatted("first_day", "chosen"), LinesIT::texts))
                        .as(filters.toString())
                        .isEqualTo(snapshot.list(
                                daily.formatted("business_day", DAYS.substring(DAYS.indexOf("daily_rollup"))),
                                LinesIT::texts));
            }
        }
    }

    @Test
    void the_companies_of_each_day_and_week_and_of_all_are_those_of_the_days() {
        String counted =
                """
                SELECT grouping(business_day) + grouping(date_trunc('week', business_day::timestamp)),
                       coalesce(business_day, date_trunc('week', business_day::timestamp)::date),
                       count(DISTINCT company_id)"""
                        + DAYS
                        + """
                 GROUP BY GROUPING SETS ((date_trunc('week', business_day::timestamp), business_day),
                                         (date_trunc('week', business_day::timestamp)), ())
                HAVING count(*) > 0 ORDER BY 1, 2""";
        for (Filters filters : asked()) {
            try (Snapshot snapshot = open(filters)) {
                String rows = new DailyActivity().rows(snapshot, Request.Choice.ALL);
                String shown = "SELECT CASE level WHEN 'DETAIL' THEN 0 WHEN 'GROUP' THEN 1 ELSE 2 END,"
                        + " coalesce(day, to_date(week, 'IYYY-\"W\"IW')), companies FROM (" + rows
                        + ") rows WHERE companies > 0 ORDER BY 1, 2";
                assertThat(snapshot.list(shown, LinesIT::texts))
                        .as(filters.toString())
                        .isEqualTo(snapshot.list(counted, LinesIT::texts));
            }
        }
    }

    @Test
    void a_year_is_read_as_twelve_months_and_in_halves_as_eleven_and_the_days_of_july() {
        Filters year = days(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31), "a");
        String lines = "SELECT count(*) FROM (SELECT DISTINCT first_day FROM %s) lines";

        try (Snapshot snapshot = open(year)) {
            long july = count(
                    snapshot,
                    "SELECT count(DISTINCT business_day) FROM daily_rollup WHERE company_id = 'a'"
                            + " AND business_day BETWEEN '2025-07-01' AND '2025-07-31'");
            assertThat(count(snapshot, Lines.MONTHS + lines.formatted("chosen")))
                    .isEqualTo(12);
            assertThat(count(snapshot, Lines.MONTHS_AND_HALVES + lines.formatted("halves")))
                    .isEqualTo(11 + july);
        }
    }

    private static long count(Snapshot snapshot, String sql) {
        return snapshot.one(sql, row -> row.getLong(1));
    }

    /** Open ends, whole months, parts of months, single days, and any others. */
    private static List<Filters> asked() {
        List<Filters> asked = new ArrayList<>(List.of(
                Filters.NONE,
                days(LocalDate.MIN, LocalDate.of(2025, 2, 28), ""),
                days(LocalDate.of(2025, 2, 2), LocalDate.MAX, "b"),
                days(LocalDate.of(2024, 2, 1), LocalDate.of(2024, 2, 29), ""),
                days(LocalDate.of(2025, 2, 1), LocalDate.of(2025, 2, 28), "a"),
                days(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 12, 31), ""),
                days(LocalDate.of(2025, 3, 2), LocalDate.of(2025, 3, 30), ""),
                days(LocalDate.of(2025, 3, 31), LocalDate.of(2025, 5, 1), ""),
                days(LocalDate.of(2030, 1, 1), LocalDate.of(2030, 12, 31), "")));
        Random random = new Random(20261128);
        for (int period = 0; period < 60; period++) {
            LocalDate from = FIRST.plusDays(random.nextInt(-60, SPAN));
            asked.add(new Filters(
                    new Days(from, from.plusDays(random.nextInt(1 + random.nextInt(SPAN)))),
                    random.nextBoolean() ? "" : "a",
                    random.nextBoolean() ? "" : "PAID",
                    random.nextBoolean() ? "" : "other"));
        }
        return asked;
    }

    private static Filters days(LocalDate from, LocalDate to, String company) {
        return new Filters(new Days(from, to), company, "", "");
    }

    private static Snapshot open(Filters filters) {
        return Snapshot.open(rollup.database(), new CompanyAnalytics(), filters, CLOCK);
    }

    private static List<String> texts(ResultSet row) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            texts.add(String.valueOf(row.getString(column)));
        }
        return texts;
    }
}
