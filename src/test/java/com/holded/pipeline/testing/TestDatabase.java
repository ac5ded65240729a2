package com.holded.pipeline.testing;

import com.holded.pipeline.ledger.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import javax.sql.DataSource;

/** A real PostgreSQL of its own, migrated, for one test class. */
public final class TestDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private TestDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server and brings its schema up to date. */
    public static TestDatabase start() {
        try {
            TestDatabase database = new TestDatabase(EmbeddedPostgres.start());
            Database.migrate(database.dataSource());
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections to its database. */
    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    /** Each row of a query as its columns joined by {@code |}; null is empty. */
    public List<String> rows(String sql) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
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
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Executes a statement. */
    public void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
