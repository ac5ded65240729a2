package com.holded.pipeline.reports;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** The rows of a report, one at a time, straight from the database. */
final class Cursor implements AutoCloseable {
    private final Iterator<Query> queries;
    private Query current;

    /** A query that runs. */
    record Query(PreparedStatement statement, ResultSet rows) {
        void close() throws SQLException {
            try (statement) {
                rows.close();
            }
        }
    }

    /**
     * The rows of these queries, one after the other.
     *
     * @param queries at least one; each runs when it is asked for
     */
    Cursor(Iterator<Query> queries) {
        this.queries = queries;
        this.current = queries.next();
    }

    /**
     * Goes to the next row.
     *
     * @throws com.holded.pipeline.platform.ProblemException when the database fails
     */
    boolean next() {
        try {
            while (!current.rows().next()) {
                if (!queries.hasNext()) {
                    return false;
                }
                close();
                current = queries.next();
            }
            return true;
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    Level level() {
        try {
            return Level.valueOf(current.rows().getString("level"));
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** How many details the group or total of this row shows. */
    long lines() {
        try {
            return current.rows().getLong("lines");
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** Value of a column in this row, as {@link Column#read} has it. */
    Optional<Object> value(Column column) {
        try {
            return column.read(current.rows());
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** Text of a column in this row, as {@link Column#text} has it. */
    Optional<String> text(Column column) {
        try {
            return column.text(current.rows());
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** The values of this row that are there. */
    Map<Column, Object> values(Definition report) {
        Map<Column, Object> values = new HashMap<>();
        for (Column column : report.columns()) {
            value(column).ifPresent(value -> values.put(column, value));
        }
        return values;
    }

    @Override
    public void close() {
        try {
            current.close();
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }
}
