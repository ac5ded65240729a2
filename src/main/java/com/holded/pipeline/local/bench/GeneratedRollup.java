package com.holded.pipeline.local.bench;

import com.holded.pipeline.ledger.CoarseRollups;
import com.holded.pipeline.reports.CompanyQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.postgresql.PGConnection;

/** The daily rollup of events that nobody sent, which reports cannot tell from a loaded one. */
final class GeneratedRollup {
    private static final int DAYS = 365;
    private static final int COMPANIES = 400;
    private static final int MOST_LINES = 1_000_000;
    private static final LocalDate DAY_OF_COMPANIES = LocalDate.of(2026, 11, 1);

    /** Groups and sums of a report by companies, as plain SQL. */
    private static final String BY_COMPANY =
            """
            SELECT company_id, currency, sum(events) AS events, sum(events) / sum(sum(events)) OVER () AS share,
                   sum(events) FILTER (WHERE business_context = 'financial') AS financial,
                   sum(events) FILTER (WHERE business_context = 'account_management') AS accounts,
                   sum(events) FILTER (WHERE business_context = 'user_management') AS users,
                   sum(events) FILTER (WHERE business_context = 'invoicing') AS invoicing,
                   sum(events) FILTER (WHERE business_context = 'subscription') AS subscription,
                   sum(events) FILTER (WHERE business_context = 'other') AS other,
                   sum(amount_count) AS amounts, sum(amount_sum) AS total,
                   sum(amount_sum) / nullif(sum(amount_count), 0) AS mean, min(amount_min) AS least,
                   max(amount_max) AS greatest, sum(refund_count) AS refunds, sum(refund_sum) AS refunded,
                   sum(quality_sum) / sum(events) AS quality, max(last_event_at) AS last_event,
                   count(DISTINCT business_day) AS days
            FROM daily_rollup GROUP BY company_id, currency ORDER BY events DESC, company_id, currency""";

    private final Connection database;

    GeneratedRollup(Connection database) {
        this.database = database;
    }

    /**
     * The rollup of so many events of a year, in equal parts: each day has the same number of lines, of as many companies
     * and, when those are used up, types as that takes.
     */
    void fill(long events) throws SQLException {
        long lines = Math.min(events, MOST_LINES);
        fill(
                lines,
                events / lines,
                "date '2025-11-28' + (n % " + DAYS + ")::int",
                "'company-' || (n % " + DAYS + " + n / " + DAYS + ") % " + COMPANIES,
                "n / " + DAYS * COMPANIES);
    }

    /** One line of one day for each of so many companies. */
    void fillCompanies(long companies) throws SQLException {
        fill(companies, 1, "date '" + DAY_OF_COMPANIES + "'", "'company-' || n", "0");
    }

    private void fill(long lines, long each, String day, String company, String type) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("TRUNCATE daily_rollup, monthly_rollup, daily_totals");
            statement.execute(
                    "INSERT INTO daily_rollup (business_day, company_id, event_type, business_context, currency,"
                            + " events, quality_sum, amount_count, amount_sum, refund_count, refund_sum, amount_min, amount_max,"
                            + " first_event_at, last_event_at)"
                            + " SELECT d.day, " + company + ","
                            + " 'Holded\\Bench\\Domain\\Generated\\Events\\Type' || " + type + " || 'Event',"
                            + " (ARRAY['financial', 'account_management', 'user_management', 'invoicing', 'subscription',"
                            + " 'other'])[1 + (" + type + ") % 6], (ARRAY['EUR', 'EUR', 'EUR', 'USD'])[1 + (" + type
                            + ") % 4], "
                            + each
                            + ", 0.85 * " + each + ", " + each + ", (n % 10000) * 1.01, 0, 0, -3.5, 999.99,"
                            + " d.day + time '08:00', d.day + time '19:00'"
                            + " FROM generate_series(0, " + (lines - 1) + "::bigint) AS n,"
                            + " LATERAL (SELECT " + day + " AS day) d");
            statement.execute(CoarseRollups.FILL);
            statement.execute("VACUUM ANALYZE daily_rollup, monthly_rollup, daily_totals");
        }
    }

    /** Seconds of PostgreSQL's own CSV of the very query behind a report by companies. */
    double copySeconds() throws SQLException, IOException {
        return copySeconds(CompanyQuery.text(DAY_OF_COMPANIES, DAY_OF_COMPANIES));
    }

    /** Seconds of PostgreSQL's own CSV of the groups and sums that the report has, grouped straight from the days. */
    double plainCopySeconds() throws SQLException, IOException {
        return copySeconds(BY_COMPANY);
    }

    private double copySeconds(String query) throws SQLException, IOException {
        long begun = System.nanoTime();
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT WITH (FORMAT csv, HEADER)", OutputStream.nullOutputStream());
        return (System.nanoTime() - begun) / 1e9;
    }
}
