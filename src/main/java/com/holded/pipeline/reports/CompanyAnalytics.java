package com.holded.pipeline.reports;

import java.util.List;

/**
 * Per company: events by context, amounts and refunds by currency, quality, activity. A detail is a company and a
 * currency, so that amounts can be added up; the printed report joins the currencies of a company under one name.
 */
final class CompanyAnalytics implements Definition {
    /** After which a company counts as inactive. */
    private static final int INACTIVE_AFTER_DAYS = 30;

    private static final int LEADING_COMPANIES = 10;

    /** What is summed up of the rows of a group. */
    private static final String SUMS =
            """
            coalesce(sum(events), 0)                                                   AS events,
            %s,
            coalesce(sum(amount_sum), 0)                                               AS amount_sum,
            coalesce(sum(amount_count), 0)                                             AS amount_count,
            min(amount_min)                                                            AS amount_min,
            max(amount_max)                                                            AS amount_max,
            coalesce(sum(refund_count), 0)                                             AS refund_count,
            coalesce(sum(refund_sum), 0)                                               AS refund_sum,
            sum(quality_sum)                                                           AS quality_sum,
            sum(quality_sum) FILTER (WHERE business_day < :early_end)
                / sum(events) FILTER (WHERE business_day < :early_end)                 AS early_quality,
            sum(quality_sum) FILTER (WHERE business_day >= :late_start)
                / sum(events) FILTER (WHERE business_day >= :late_start)               AS late_quality,
            max(last_event_at)                                                         AS last_event_at,
            max(business_day)                                                          AS last_day,
            count(DISTINCT business_day)                                               AS active_days
            """
                    .formatted(ContextColumns.SUMS);

    private static final String ACTIVE_DAYS = CHOSEN + "SELECT count(DISTINCT business_day) FROM chosen";

    private static final String INACTIVE = CHOSEN
            + """
            SELECT count(*) FROM (SELECT FROM chosen GROUP BY company_id
                                  HAVING max(business_day) < :reference::date - %d) inactive
            """
                    .formatted(INACTIVE_AFTER_DAYS);

    @Override
    public String name() {
        return "company-analytics";
    }

    @Override
    public List<Column> columns() {
        return ContextColumns.between(
                List.of(
                        Column.text("company_id"),
                        Column.text("currency"),
                        Column.count("events"),
                        Column.share("share")),
                List.of(
                        Column.amount("amount_sum"),
                        Column.count("amount_count"),
                        Column.mean("amount_mean"),
                        Column.amount("amount_min"),
                        Column.amount("amount_max"),
                        Column.count("refund_count"),
                        Column.amount("refund_sum"),
                        Column.score("quality"),
                        Column.trend("quality_trend"),
                        Column.instant("last_event_at"),
                        Column.count("active_days"),
                        Column.count("idle_days")));
    }

    /** Amounts of a group stand in its own row only when it has one currency: different ones are never summed. */
    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return grouped(
                "company_id", "grouping(company_id)", "(company_id, currency), (company_id), (currency), ()", choice);
    }

    /** Details by one grouping in place of four: of millions of rows that takes a third of the time. */
    @Override
    public List<String> data(Snapshot snapshot, Request.Choice choice) {
        if (!choice.equals(Request.Choice.ALL)) {
            return List.of(rows(snapshot, choice));
        }
        String details = CHOSEN.stripTrailing()
                + """
            , grouped AS (
                SELECT company_id, currency, %s
                FROM chosen GROUP BY company_id, currency
            )
            SELECT 'DETAIL' AS level, 1 AS lines, company_id, currency, events,
                   events / sum(events) OVER () AS share,
                   %s,
                   amount_sum, amount_count, amount_sum / nullif(amount_count, 0) AS amount_mean, amount_min, amount_max,
                   refund_count, refund_sum, quality_sum / nullif(events, 0) AS quality,
                   late_quality - early_quality AS quality_trend, last_event_at, active_days,
                   greatest(:reference::date - last_day, 0) AS idle_days
            FROM grouped
            ORDER BY sum(events) OVER (PARTITION BY company_id) DESC, company_id, currency
            """
                        .formatted(SUMS, ContextColumns.SHOWN);
        return List.of(details, grouped("NULL::text", "1", "(currency), ()", choice));
    }

    private static String grouped(String company, String allCompanies, String groupings, Request.Choice choice) {
        String place = choice.top() == 0
                ? "0"
                : "dense_rank() OVER (PARTITION BY all_companies ORDER BY sort_key DESC NULLS LAST, company_id)";
        return CHOSEN.stripTrailing()
                + """
            , grouped AS (
                SELECT %1$s                                                                       AS company_id,
                       currency,
                       %2$s                                                                       AS all_companies,
                       grouping(currency)                                                         AS all_currencies,
                       count(DISTINCT currency) FILTER (WHERE amount_count > 0)                   AS currencies,
                       min(currency) FILTER (WHERE amount_count > 0)                              AS only_currency,
                       %3$s
                FROM chosen
                GROUP BY GROUPING SETS (%4$s)
            ), keyed AS (
                SELECT *,
                       max(currencies) FILTER (WHERE all_currencies = 1) OVER company             AS lines,
                       max(%5$s) FILTER (WHERE all_currencies = 1) OVER company                     AS sort_key,
                       max(events) OVER ()                                                        AS all_events
                FROM grouped
                WINDOW company AS (PARTITION BY all_companies, company_id)
            ), ranked AS (
                SELECT * FROM (SELECT *, %6$s AS place FROM keyed) placed
                WHERE :top = 0 OR all_companies = 1 OR place <= :top
            )
            SELECT CASE WHEN all_companies = 0 AND all_currencies = 0 THEN 'DETAIL'
                        WHEN all_companies = 0 THEN 'GROUP'
                        WHEN all_currencies = 1 THEN 'TOTAL'
                        ELSE 'TOTAL_DETAIL' END                                                   AS level,
                   lines,
                   company_id,
                   CASE WHEN all_currencies = 0 THEN currency WHEN lines = 1 THEN only_currency END AS currency,
                   events,
                   events / nullif(all_events, 0)                                                 AS share,
                   %7$s,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_sum END                 AS amount_sum,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_count END               AS amount_count,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_sum / nullif(amount_count, 0) END
                                                                                                  AS amount_mean,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_min END                 AS amount_min,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_max END                 AS amount_max,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN refund_count END               AS refund_count,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN refund_sum END                 AS refund_sum,
                   quality_sum / nullif(events, 0)                                                AS quality,
                   late_quality - early_quality                                                   AS quality_trend,
                   last_event_at,
                   active_days,
                   greatest(:reference::date - last_day, 0)                                       AS idle_days
            FROM ranked
            ORDER BY all_companies, sort_key DESC NULLS LAST, company_id, all_currencies DESC, currency
            """
                        .formatted(
                                company,
                                allCompanies,
                                SUMS,
                                groupings,
                                choice.sort().key(),
                                place,
                                ContextColumns.SHOWN);
    }

    @Override
    public int rowsPerPage() {
        return 32;
    }

    @Override
    public Front front(Snapshot snapshot, Request.Choice choice, Language language) {
        Printed printed = new Printed(language);
        Overview overview = Overview.of(snapshot);
        RollupCharts charts = new RollupCharts(snapshot, language);
        String company = snapshot.filters().company();
        if (!company.isEmpty()) {
            return new Front(
                    company,
                    overview.isEmpty(),
                    1,
                    List.of(
                            overview.eventsFigure(printed),
                            overview.typesFigure(printed),
                            new Front.Figure(
                                    "figure.active_days",
                                    printed.count(snapshot.one(ACTIVE_DAYS, row -> row.getLong(1)))),
                            overview.qualityFigure(printed),
                            overview.amountsFigure(printed),
                            overview.activityFigure(printed)),
                    overview.isEmpty() ? List.of() : List.of(charts.activity(), charts.leadingTypes()));
        }
        long inactive = snapshot.one(INACTIVE, row -> row.getLong(1));
        return new Front(
                "",
                overview.isEmpty(),
                choice.top() == 0 ? overview.companies() : Math.min(choice.top(), overview.companies()),
                List.of(
                        overview.eventsFigure(printed),
                        overview.companiesFigure(printed),
                        new Front.Figure("figure.inactive", printed.count(inactive)),
                        overview.qualityFigure(printed),
                        overview.amountsFigure(printed),
                        overview.activityFigure(printed)),
                overview.isEmpty()
                        ? List.of()
                        : List.of(charts.activity(), charts.leadingCompanies(LEADING_COMPANIES)));
    }
}
