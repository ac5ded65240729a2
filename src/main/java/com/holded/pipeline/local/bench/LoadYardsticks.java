package com.holded.pipeline.local.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What PostgreSQL itself does with the rows that the job has just loaded: the best case, and the naive one. */
final class LoadYardsticks {
    private static final String COLUMNS =
            """
            event_id, event_type, company_id, user_id, "timestamp", business_day, business_context, data_quality_score,
            amount, currency, metadata, correlation_id, message_id, content_hash, schema_id, received_at""";

    private final Connection database;
    private final Path folder;

    LoadYardsticks(Connection database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    /** Rows a second of one COPY of all rows, in the order of their arrival, into the same table with its indexes. */
    double copy() throws SQLException, IOException {
        Path file = folder.resolve("rows.copy");
        CopyManager copy = database.unwrap(PGConnection.class).getCopyAPI();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            copy.copyOut("COPY (SELECT " + COLUMNS + " FROM business_events ORDER BY event_id) TO STDOUT", out);
        }
        execute("CREATE TABLE bench_copy (LIKE business_events INCLUDING ALL)");
        execute("CHECKPOINT");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long begun = System.nanoTime();
            long rows = copy.copyIn("COPY bench_copy (" + COLUMNS + ") FROM STDIN", in);
            return rows / seconds(begun);
        } finally {
            execute("DROP TABLE bench_copy");
            Files.delete(file);
        }
    }

    /**
     * Rows a second when each is inserted by itself, and a trigger for each row keeps the analytics of its company and
     * type: one transaction for all of it. One for each row was measured to be no slower.
     */
    double rowByRow(int most) throws SQLException {
        execute("CREATE TABLE bench_rows (LIKE business_events INCLUDING ALL)");
        execute(
                """
                CREATE TABLE bench_analytics (kind text, id text, events bigint, quality double precision, last bigint,
                    PRIMARY KEY (kind, id))""");
        execute(
                """
                CREATE FUNCTION bench_count() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO bench_analytics AS a VALUES ('company', NEW.company_id, 1, NEW.data_quality_score,
                        NEW."timestamp")
                    ON CONFLICT (kind, id) DO UPDATE SET events = a.events + 1, quality = a.quality + excluded.quality,
                        last = greatest(a.last, excluded.last);
                    INSERT INTO bench_analytics AS a VALUES ('type', NEW.event_type, 1, NEW.data_quality_score,
                        NEW."timestamp")
                    ON CONFLICT (kind, id) DO UPDATE SET events = a.events + 1, quality = a.quality + excluded.quality,
                        last = greatest(a.last, excluded.last);
                    RETURN NEW;
                END $$""");
        execute("CREATE TRIGGER bench_count AFTER INSERT ON bench_rows FOR EACH ROW EXECUTE FUNCTION bench_count()");
        database.setAutoCommit(false);
        try (PreparedStatement ids = database.prepareStatement(
                        "SELECT event_id FROM business_events ORDER BY event_id LIMIT " + most);
                PreparedStatement insert = database.prepareStatement("INSERT INTO bench_rows (" + COLUMNS + ") SELECT "
                        + COLUMNS + " FROM business_events WHERE event_id = ?");
                ResultSet row = ids.executeQuery()) {
            long begun = System.nanoTime();
            int rows = 0;
            while (row.next()) {
                insert.setObject(1, row.getObject(1));
                rows += insert.executeUpdate();
            }
            database.commit();
            return rows / seconds(begun);
        } finally {
            database.rollback();
            database.setAutoCommit(true);
            execute("DROP TABLE bench_rows, bench_analytics");
            execute("DROP FUNCTION bench_count");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
