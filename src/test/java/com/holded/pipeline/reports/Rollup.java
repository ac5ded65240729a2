package com.holded.pipeline.reports;

import com.holded.pipeline.ledger.CoarseRollups;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL with the product's schema, whose rollup a test fills. */
final class Rollup implements AutoCloseable {
    private final DataSource database;
    private final Closeable server;

    private Rollup(DataSource database, Closeable server) {
        this.database = database;
        this.server = server;
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    static Rollup start() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        return new Rollup(server.getPostgresDatabase(), server);
    }

    /** In a database that is there already, and empty. */
    static Rollup at(DataSource database) {
        return new Rollup(database, () -> {});
    }

    DataSource database() {
        return database;
    }

    void clear() throws SQLException {
        execute(
                "TRUNCATE daily_rollup, monthly_rollup, daily_totals, business_events, duplicate_events, dead_letters, raw_segments, job_runs");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows of a query, each as the texts of its columns. */
    List<List<String>> rows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    BigDecimal number(String sql) throws SQLException {
        return new BigDecimal(rows(sql).get(0).get(0));
    }

    void add(Line... lines) throws SQLException {
        String sql =
                """
                INSERT INTO daily_rollup (business_day, company_id, event_type, business_context, currency, events,
                    quality_sum, amount_count, amount_sum, refund_count, refund_sum, first_event_at, last_event_at,
                    amount_min, amount_max)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (Connection connection = database().getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Line line : lines) {
                Instant noon = line.day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
                int index = 1;
                insert.setObject(index++, line.day);
                insert.setString(index++, line.company);
                insert.setString(index++, line.eventType);
                insert.setString(index++, line.context);
                insert.setString(index++, line.currency);
                insert.setLong(index++, line.events);
                insert.setBigDecimal(index++, line.qualitySum);
                insert.setLong(index++, line.amounts);
                insert.setBigDecimal(index++, line.amountSum);
                insert.setLong(index++, line.refunds);
                insert.setBigDecimal(index++, line.refundSum);
                insert.setObject(index++, OffsetDateTime.ofInstant(noon.minusSeconds(3_600), ZoneOffset.UTC));
                insert.setObject(index++, OffsetDateTime.ofInstant(noon, ZoneOffset.UTC));
                insert.setBigDecimal(index++, line.least);
                insert.setBigDecimal(index++, line.greatest);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        fold();
    }

    /** To be called when the days were changed otherwise. */
    void fold() throws SQLException {
        execute("DELETE FROM monthly_rollup; DELETE FROM daily_totals; " + CoarseRollups.FILL);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** One row of the rollup; whatever a test does not care about has a plain value. */
    static final class Line {
        private LocalDate day = LocalDate.of(2026, 11, 2);
        private String company = "company_001";
        private String eventType = "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent";
        private String context = "financial";
        private String currency = "EUR";
        private long events = 1;
        private BigDecimal qualitySum = new BigDecimal("0.80");
        private long amounts;
        private BigDecimal amountSum = BigDecimal.ZERO;
        private long refunds;
        private BigDecimal refundSum = BigDecimal.ZERO;
        private BigDecimal least;
        private BigDecimal greatest;

        static Line of(String company) {
            Line line = new Line();
            line.company = company;
            return line;
        }

        Line on(String isoDay) {
            day = LocalDate.parse(isoDay);
            return this;
        }

        Line type(String type, String context) {
            this.eventType = type;
            this.context = context;
            return this;
        }

        Line events(long events, String qualitySum) {
            this.events = events;
            this.qualitySum = new BigDecimal(qualitySum);
            return this;
        }

        Line amounts(String currency, long count, String sum) {
            this.currency = currency;
            this.amounts = count;
            this.amountSum = new BigDecimal(sum);
            return this;
        }

        Line between(String least, String greatest) {
            this.least = new BigDecimal(least);
            this.greatest = new BigDecimal(greatest);
            return this;
        }

        Line refunds(long count, String sum) {
            this.refunds = count;
            this.refundSum = new BigDecimal(sum);
            return this;
        }
    }
}
