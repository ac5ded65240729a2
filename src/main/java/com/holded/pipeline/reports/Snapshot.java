package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import com.holded.pipeline.reports.Overview.Activity;
import com.holded.pipeline.reports.Overview.Money;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * One consistent view of the rollup: all queries of a report see the same data, also while a job is loading. Holds a
 * connection until it is closed; used by one thread.
 */
final class Snapshot implements AutoCloseable {
    /** Longest time that one query may take. */
    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    /** What PostgreSQL gets to give up a statement by itself before the connection counts as lost. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Longest time that a reader may leave the connection unused: a client that stalls does not keep it for ever. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Rows that the driver holds at a time. */
    private static final int FETCH_ROWS = 2_000;

    private final Connection connection;
    private final Filters filters;

    private Snapshot(Connection connection, Filters filters) {
        this.connection = connection;
        this.filters = filters;
    }

    /**
     * Opens a view of what the filters leave.
     *
     * @throws com.holded.pipeline.platform.ProblemException when the database fails, as all methods here do
     */
    static Snapshot open(DataSource database, Filters filters) {
        try {
            Connection connection = database.getConnection();
            try {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setReadOnly(true);
                // The pool gives the connection its own time-out back.
                connection.setNetworkTimeout(
                        Runnable::run,
                        Math.toIntExact(STATEMENT_TIMEOUT.plus(GRACE).toMillis()));
                try (Statement limits = connection.createStatement()) {
                    limits.execute("SET LOCAL statement_timeout = " + STATEMENT_TIMEOUT.toMillis());
                    limits.execute("SET LOCAL idle_in_transaction_session_timeout = " + IDLE_TIMEOUT.toMillis());
                }
                return new Snapshot(connection, filters);
            } catch (SQLException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** What a report says before its rows. */
    Overview overview() {
        String sql = Definition.CHOSEN
                + """
                SELECT coalesce(sum(events), 0)::bigint, count(DISTINCT company_id), count(DISTINCT event_type),
                       coalesce(sum(quality_sum) / nullif(sum(events), 0), 0),
                       min(business_day), max(business_day), min(first_event_at), max(last_event_at)
                FROM chosen
                """;
        try (PreparedStatement statement = prepare(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long events = row.getLong(1);
            List<Activity> activity = events == 0
                    ? List.of()
                    : List.of(new Activity(
                            row.getObject(5, LocalDate.class),
                            row.getObject(6, LocalDate.class),
                            row.getObject(7, OffsetDateTime.class).toInstant(),
                            row.getObject(8, OffsetDateTime.class).toInstant()));
            BigDecimal quality = row.getBigDecimal(4);
            return new Overview(filters, events, row.getLong(2), row.getLong(3), quality, activity, amounts());
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    private List<Money> amounts() throws SQLException {
        String sql = Definition.CHOSEN
                + """
                SELECT currency, sum(amount_sum) FROM chosen GROUP BY currency
                HAVING sum(amount_count) > 0 ORDER BY sum(amount_count) DESC, currency
                """;
        List<Money> amounts = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                amounts.add(new Money(rows.getString(1), rows.getBigDecimal(2)));
            }
        }
        return amounts;
    }

    /** The rows of a report; the caller closes them. */
    Cursor rows(Definition report) {
        try {
            PreparedStatement statement = prepare(Definition.CHOSEN.stripTrailing() + report.rows());
            try {
                statement.setFetchSize(FETCH_ROWS);
                return new Cursor(statement, statement.executeQuery());
            } catch (SQLException failure) {
                statement.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** Events over time by context: a bar for each day, week, month or year of the period, without gaps. */
    Chart activity(Overview overview, Language language) {
        if (overview.isEmpty()) {
            return new Chart("", List.of());
        }
        Activity span = overview.activity().get(0);
        LocalDate first = filters.days().hasFrom() ? filters.days().from() : span.firstDay();
        LocalDate last = filters.days().hasTo() ? filters.days().to() : span.lastDay();
        Granularity granularity = Granularity.of(first, last);
        String sql = Definition.CHOSEN
                + "SELECT date_trunc('" + granularity.field() + "', business_day::timestamp)::date,"
                + " business_context, sum(events)::bigint FROM chosen GROUP BY 1, 2";
        Timeline timeline = new Timeline(granularity, first, last, language);
        try (PreparedStatement statement = prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                timeline.add(rows.getObject(1, LocalDate.class), context(rows.getString(2)), rows.getLong(3));
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
        return timeline.chart();
    }

    /** The event types with most events, each in the colour of its context. */
    Chart leadingTypes(Language language) {
        String sql = Definition.CHOSEN
                + """
                SELECT event_type, business_context, sum(events)::bigint FROM chosen
                GROUP BY event_type, business_context ORDER BY 3 DESC, 1 LIMIT 10
                """;
        List<Chart.Point> points = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Chart.Key type = Chart.Key.bar(
                        points.size(),
                        EventTypeName.of(Glyphs.printable(rows.getString(1))).brief());
                Chart.Key context = Chart.Key.part(context(rows.getString(2)), language);
                points.add(new Chart.Point(context, type, rows.getLong(3)));
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
        return new Chart(language.text("chart.types"), points);
    }

    private static BusinessContext context(String code) {
        return BusinessContext.of(code).orElse(BusinessContext.OTHER);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        int index = 1;
        statement.setObject(index++, filters.days().from());
        statement.setObject(index++, filters.days().to());
        for (String filter : List.of(filters.company(), filters.eventType(), filters.context())) {
            statement.setString(index++, filter);
            statement.setString(index++, filter);
        }
        return statement;
    }

    /** Ends the transaction and gives the connection back. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }
}
