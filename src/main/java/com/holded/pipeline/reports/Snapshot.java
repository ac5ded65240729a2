package com.holded.pipeline.reports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * One consistent view of the data of a report: all its queries see the same moment, also while a job is loading. Holds a
 * connection until it is closed; used by one thread. All methods throw a
 * {@link com.holded.pipeline.platform.ProblemException} when the database fails.
 */
final class Snapshot implements AutoCloseable {
    /** Longest time that one query may take. */
    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    /** What PostgreSQL gets to give up a statement by itself before the connection counts as lost. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Longest time that a reader may leave the connection unused: a client that stalls does not keep it for ever. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /**
     * A report is one process of PostgreSQL, whatever its size: helpers would take the cores that collection needs. What
     * it groups fits into memory unless it is very large. Plans are made for the values that are asked for, so that a
     * filter that is left out costs nothing.
     */
    private static final String LIMITS = "SET LOCAL statement_timeout = " + STATEMENT_TIMEOUT.toMillis()
            + "; SET LOCAL idle_in_transaction_session_timeout = " + IDLE_TIMEOUT.toMillis()
            + "; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL work_mem = '32MB'; SET LOCAL jit = off"
            + "; SET LOCAL plan_cache_mode = force_custom_plan";

    /** Rows that the driver holds at a time. */
    private static final int FETCH_ROWS = 2_000;

    private final Connection connection;
    private final Filters filters;
    private final Position position;
    private final Span span;
    private final Map<String, Object> values;

    private Snapshot(Connection connection, Definition report, Filters filters, LocalDate today) throws SQLException {
        this.connection = connection;
        this.filters = filters;
        // The first query: it takes the moment that all others see.
        this.position = Position.read(connection);
        this.span = span(report, today);
        this.values = span.values(filters, today);
    }

    /** Makes a value of a row. */
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Opens a view of what the filters leave. */
    static Snapshot open(DataSource database, Definition report, Filters filters, Clock clock) {
        LocalDate today = LocalDate.now(clock.withZone(CsvFormat.ZONE));
        try {
            Connection connection = database.getConnection();
            try {
                begin(connection);
                return new Snapshot(connection, report, filters, today);
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        // The pool gives the connection its own time-out back.
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(STATEMENT_TIMEOUT.plus(GRACE).toMillis()));
        try (Statement limits = connection.createStatement()) {
            limits.execute(LIMITS);
        }
    }

    private Span span(Definition report, LocalDate today) throws SQLException {
        Days days = filters.days();
        Span nothing = new Span(
                days.hasFrom() ? days.from() : days.hasTo() ? days.to() : today,
                days.hasTo() ? days.to() : days.hasFrom() ? days.from() : today);
        if (days.hasFrom() && days.hasTo()) {
            return nothing;
        }
        try (PreparedStatement query = NamedSql.of(report.span()).prepare(connection, nothing.values(filters, today));
                ResultSet row = query.executeQuery()) {
            row.next();
            LocalDate first = row.getObject(1, LocalDate.class);
            LocalDate last = row.getObject(2, LocalDate.class);
            return first == null || last == null
                    ? nothing
                    : new Span(days.hasFrom() ? days.from() : first, days.hasTo() ? days.to() : last);
        }
    }

    /** What the data is made of. */
    Position position() {
        return position;
    }

    Filters filters() {
        return filters;
    }

    /** The days that the report covers; a day or two without any data when the filters leave none. */
    Span span() {
        return span;
    }

    /** All rows of a query, which are few. */
    <T> List<T> list(String sql, Mapper<T> mapper) {
        List<T> list = new ArrayList<>();
        try (PreparedStatement query = NamedSql.of(sql).prepare(connection, values);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                list.add(mapper.map(row));
            }
            return list;
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** The only row of a query. */
    <T> T one(String sql, Mapper<T> mapper) {
        return list(sql, mapper).get(0);
    }

    /** The rows of a report, those of all levels; the caller closes them. */
    Cursor rows(Definition report, Request.Choice choice) {
        return cursor(List.of(report.rows(this, choice)), choice);
    }

    /** The details of a report, and perhaps its groups, then its totals if they are wanted; the caller closes them. */
    Cursor data(Definition report, Request.Choice choice, boolean withTotals) {
        List<String> queries = report.data(this, choice);
        return cursor(withTotals ? queries : queries.subList(0, 1), choice);
    }

    private Cursor cursor(List<String> queries, Request.Choice choice) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("top", choice.top());
        return new Cursor(queries.stream().map(sql -> run(sql, all)).iterator());
    }

    private Cursor.Query run(String sql, Map<String, Object> all) {
        try {
            PreparedStatement statement = NamedSql.of(sql).prepare(connection, all);
            try {
                statement.setFetchSize(FETCH_ROWS);
                return new Cursor.Query(statement, statement.executeQuery());
            } catch (SQLException failure) {
                statement.close();
                throw failure;
            }
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
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
