package com.holded.pipeline.reports;

import java.util.List;

/**
 * Per company: events by context, amounts and refunds by currency, quality, activity. A detail is a company and a
 * currency, so that amounts can be added up; the printed report joins the currencies of a company under one name.
 */
final class CompanyAnalytics implements Definition {
    @Override
    public String name() {
        return "company-analytics";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.text("company_id"),
                Column.text("currency"),
                Column.count("events"),
                Column.share("share"),
                Column.count("financial"),
                Column.count("invoicing"),
                Column.count("subscription"),
                Column.count("account_management"),
                Column.count("user_management"),
                Column.count("other"),
                Column.amount("amount_sum"),
                Column.count("amount_count"),
                Column.mean("amount_mean"),
                Column.count("refund_count"),
                Column.amount("refund_sum"),
                Column.score("quality"),
                Column.instant("last_event_at"),
                Column.count("active_days"));
    }

    /** Amounts of a group stand in its own row only when it has one currency: different ones are never summed. */
    @Override
    public String rows() {
        return """
            , grouped AS (
                SELECT company_id,
                       currency,
                       grouping(company_id)                                                       AS all_companies,
                       grouping(currency)                                                         AS all_currencies,
                       count(DISTINCT currency) FILTER (WHERE amount_count > 0)                   AS currencies,
                       min(currency) FILTER (WHERE amount_count > 0)                              AS only_currency,
                       coalesce(sum(events), 0)                                                   AS events,
                       coalesce(sum(events) FILTER (WHERE business_context = 'financial'), 0)     AS financial,
                       coalesce(sum(events) FILTER (WHERE business_context = 'invoicing'), 0)     AS invoicing,
                       coalesce(sum(events) FILTER (WHERE business_context = 'subscription'), 0)  AS subscription,
                       coalesce(sum(events) FILTER (WHERE business_context = 'account_management'), 0)
                                                                                                  AS account_management,
                       coalesce(sum(events) FILTER (WHERE business_context = 'user_management'), 0)
                                                                                                  AS user_management,
                       coalesce(sum(amount_sum), 0)                                               AS amount_sum,
                       coalesce(sum(amount_count), 0)                                             AS amount_count,
                       coalesce(sum(refund_count), 0)                                             AS refund_count,
                       coalesce(sum(refund_sum), 0)                                               AS refund_sum,
                       sum(quality_sum)                                                           AS quality_sum,
                       max(last_event_at)                                                         AS last_event_at,
                       count(DISTINCT business_day)                                               AS active_days
                FROM chosen
                GROUP BY GROUPING SETS ((company_id, currency), (company_id), (currency), ())
            ), ranked AS (
                SELECT *,
                       max(currencies) FILTER (WHERE all_currencies = 1) OVER company             AS lines,
                       max(events) FILTER (WHERE all_currencies = 1) OVER company                 AS company_events,
                       max(events) OVER ()                                                        AS all_events
                FROM grouped
                WINDOW company AS (PARTITION BY all_companies, company_id)
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
                   financial, invoicing, subscription, account_management, user_management,
                   events - financial - invoicing - subscription - account_management - user_management AS other,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_sum END                 AS amount_sum,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_count END               AS amount_count,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN amount_sum / nullif(amount_count, 0) END
                                                                                                  AS amount_mean,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN refund_count END               AS refund_count,
                   CASE WHEN all_currencies = 0 OR lines <= 1 THEN refund_sum END                 AS refund_sum,
                   quality_sum / nullif(events, 0)                                                AS quality,
                   last_event_at,
                   active_days
            FROM ranked
            ORDER BY all_companies, company_events DESC, company_id, all_currencies DESC, currency
            """;
    }

    @Override
    public long leastRows(Overview overview) {
        return overview.companies();
    }

    @Override
    public int rowsPerPage() {
        return 30;
    }

    @Override
    public Chart chart(Snapshot snapshot, Overview overview, Language language) {
        return snapshot.activity(overview, language);
    }
}
