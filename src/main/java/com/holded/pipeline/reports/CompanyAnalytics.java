package com.holded.pipeline.reports;

import java.util.List;

/**
 * Per company: events by context, amounts and refunds by currency, quality, activity. A detail is a company and a
 * currency, so that amounts can be added up; the printed report joins the currencies of a company under one name.
 */
final class CompanyAnalytics implements Definition {
    private static final List<Column> COLUMNS = ContextColumns.between(
            List.of(Column.text("company_id"), Column.text("currency"), Column.count("events"), Column.share("share")),
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

    /**
     * Sums of each company and currency, of which everything else is made: so the lines of the rollup are read once, but
     * for the trend. Its {@code days} are bits, one of which is set for each day that there were events.
     */
    private static final String ACCOUNTS = Lines.MONTHS_AND_HALVES.stripTrailing()
            + """
            , sums AS (
                SELECT company_id, currency, sum(events)::bigint AS events, %s,
                       sum(amount_sum) AS amount_sum, sum(amount_count)::bigint AS amount_count,
                       min(amount_min) AS amount_min, max(amount_max) AS amount_max,
                       sum(refund_count)::bigint AS refund_count, sum(refund_sum) AS refund_sum,
                       sum(quality_sum) AS quality_sum,
                       max(last_event_at) AS last_event_at, %s AS last_day, %s AS days
                FROM chosen GROUP BY company_id, currency
            ), trends AS (
                SELECT company_id, currency,
                       sum(events) FILTER (WHERE first_day < :early_end)        AS early_events,
                       sum(quality_sum) FILTER (WHERE first_day < :early_end)   AS early_quality,
                       sum(events) FILTER (WHERE first_day >= :late_start)      AS late_events,
                       sum(quality_sum) FILTER (WHERE first_day >= :late_start) AS late_quality
                FROM halves GROUP BY company_id, currency
            ), accounts AS (
                SELECT * FROM sums LEFT JOIN trends USING (company_id, currency)
            )"""
                    .formatted(ContextColumns.SUMS, Lines.LAST_DAY, Lines.ACTIVE_DAYS);

    /** One row per company and currency by one grouping in place of four, with as many decimals as are exported. */
    static final String DETAILS = ACCOUNTS
            + """
            , ordered AS (
                SELECT *, sum(events) OVER (PARTITION BY company_id) AS company_events FROM accounts
                ORDER BY company_events DESC, company_id, currency
            )
            SELECT 'DETAIL' AS level, 1 AS lines, company_id, currency, events,
                   round(events / (SELECT sum(events) FROM chosen), 6) AS share,
                   %s,
                   amount_sum, amount_count, round(amount_sum / nullif(amount_count, 0), 4) AS amount_mean, amount_min,
                   amount_max, refund_count, refund_sum, round(quality_sum / nullif(events, 0), 4) AS quality,
                   round(late_quality / late_events - early_quality / early_events, 4) AS quality_trend, last_event_at,
                   bit_count(days) AS active_days, greatest(:reference::date - last_day, 0) AS idle_days
            FROM ordered
            """
                    .formatted(ContextColumns.SHOWN);

    private static final String ACTIVE_DAYS = Lines.MONTHS + "SELECT bit_count(" + Lines.ACTIVE_DAYS + ") FROM chosen";

    @Override
    public String name() {
        return "company-analytics";
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    /** Amounts of a group stand in its own row only when it has one currency: different ones are never summed. */
    @Override
    public String rows(Snapshot snapshot, Request.Choice choice) {
        return grouped(
                "company_id", "grouping(company_id)", "(company_id, currency), (company_id), (currency), ()", choice);
    }

    @Override
    public List<String> data(Snapshot snapshot, Request.Choice choice) {
        return choice.equals(Request.Choice.ALL)
                ? List.of(DETAILS, grouped("NULL::text", "1", "(currency), ()", choice))
                : List.of(rows(snapshot, choice));
    }

    private static String grouped(String company, String allCompanies, String groupings, Request.Choice choice) {
        String place = choice.top() == 0
                ? "0"
                : "dense_rank() OVER (PARTITION BY all_companies ORDER BY sort_key DESC NULLS LAST, company_id)";
        return ACCOUNTS
                + """
            , grouped AS (
                SELECT %1$s                                                                       AS company_id,
                       currency,
                       %2$s                                                                       AS all_companies,
                       grouping(currency)                                                         AS all_currencies,
                       count(DISTINCT currency) FILTER (WHERE amount_count > 0)                   AS currencies,
                       min(currency) FILTER (WHERE amount_count > 0)                              AS only_currency,
                       coalesce(sum(events), 0)                                                   AS events,
                       %3$s,
                       coalesce(sum(amount_sum), 0)                                               AS amount_sum,
                       coalesce(sum(amount_count), 0)                                             AS amount_count,
                       min(amount_min)                                                            AS amount_min,
                       max(amount_max)                                                            AS amount_max,
                       coalesce(sum(refund_count), 0)                                             AS refund_count,
                       coalesce(sum(refund_sum), 0)                                               AS refund_sum,
                       sum(quality_sum)                                                           AS quality_sum,
                       sum(early_quality) / sum(early_events)                                     AS early_quality,
                       sum(late_quality) / sum(late_events)                                       AS late_quality,
                       max(last_event_at)                                                         AS last_event_at,
                       max(last_day)                                                              AS last_day,
                       coalesce(bit_count(bit_or(days)), 0)                                       AS active_days
                FROM accounts
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
                                ContextColumns.SUMS_OF_SUMS,
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
        RollupCharts charts = new RollupCharts(snapshot, overview, language);
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
        return new Front(
                "",
                overview.isEmpty(),
                choice.top() == 0 ? overview.companies() : Math.min(choice.top(), overview.companies()),
                List.of(
                        overview.eventsFigure(printed),
                        overview.companiesFigure(printed),
                        new Front.Figure("figure.inactive", printed.count(overview.inactive())),
                        overview.qualityFigure(printed),
                        overview.amountsFigure(printed),
                        overview.activityFigure(printed)),
                overview.isEmpty() ? List.of() : List.of(charts.activity(), charts.leadingCompanies()));
    }
}
