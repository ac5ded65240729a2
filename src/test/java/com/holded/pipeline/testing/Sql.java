package com.holded.pipeline.testing;

import com.holded.pipeline.ledger.Recount;
import com.holded.pipeline.local.LocalPlatform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Asks a real database directly, past the product. */
public final class Sql {
    private final Source source;

    /** Where connections come from. */
    @FunctionalInterface
    public interface Source {
        Connection connect() throws SQLException;
    }

    public Sql(Source source) {
        this.source = source;
    }

    public Sql(LocalPlatform platform) {
        this(platform::connect);
    }

    /** Each row of a query as its columns joined by {@code |}; null is empty. */
    public List<String> rows(String sql, String... parameters) {
        try (Connection connection = source.connect();
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (row.next()) {
                    StringJoiner columns = new StringJoiner("|");
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        String value = row.getString(i);
                        columns.add(value == null ? "" : value);
                    }
                    rows.add(columns.toString());
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The rows of a query with two columns, text and number. */
    public SortedMap<String, Long> counts(String sql) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (String row : rows(sql)) {
            int separator = row.lastIndexOf('|');
            counts.put(row.substring(0, separator), Long.valueOf(row.substring(separator + 1)));
        }
        return counts;
    }

    /** Everything that the analytics keep and a recount of the rows does not find, in words; empty = nothing differs. */
    public List<String> recount() {
        try (Connection connection = source.connect()) {
            Recount.holdOneMoment(connection);
            List<String> differences = new ArrayList<>();
            for (Recount.Result result : Recount.of(connection)) {
                result.examples().forEach(example -> differences.add(result.table() + ": " + example));
            }
            connection.rollback();
            // Some sources lend connections, and the next borrower may write.
            connection.setAutoCommit(true);
            connection.setReadOnly(false);
            return differences;
        } catch (SQLException e) {
            throw new AssertionError("recount", e);
        }
    }

    /** Executes a statement. */
    public void execute(String sql) {
        try (Connection connection = source.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
