package com.holded.pipeline.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Questions to the table of dead letters. Thread-safe. */
public final class DeadLetters {
    private static final String COLUMNS =
            """
            event_id, package_id, segment_id, line, received_at, coalesce(company_id, '') AS company_id,
            coalesce(event_type, '') AS event_type, reason, errors::text AS errors, schema_id, event, status, attempts""";

    private static final String FILTER =
            """

            WHERE (? = '' OR reason = ?) AND (? = '' OR company_id = ?) AND (? = '' OR event_type = ?)""";

    private final Transactions transactions;

    /** Which dead letters are meant; an empty text does not filter. */
    public record Filter(String reason, String companyId, String eventType) {}

    /**
     * Some dead letters, newest first.
     *
     * @param letters at most as many as were asked for
     * @param total how many there are in all
     */
    public record Page(List<KeptDeadLetter> letters, long total) {}

    public DeadLetters(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /** The newest dead letters before a position. */
    public Page page(Filter filter, Optional<UUID> before, int limit) {
        return transactions.run(connection -> {
            long total;
            try (PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM dead_letters" + FILTER)) {
                bind(count, filter);
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    total = row.getLong(1);
                }
            }
            try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS + " FROM dead_letters"
                    + FILTER + " AND (?::uuid IS NULL OR event_id < ?::uuid) ORDER BY event_id DESC LIMIT ?")) {
                int next = bind(query, filter);
                query.setObject(next, before.orElse(null));
                query.setObject(next + 1, before.orElse(null));
                query.setInt(next + 2, limit);
                return new Page(all(query), total);
            }
        });
    }

    /** The dead letter of an event. */
    public Optional<KeptDeadLetter> find(UUID eventId) {
        return transactions.run(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM dead_letters WHERE event_id = ?")) {
                query.setObject(1, eventId);
                return all(query).stream().findFirst();
            }
        });
    }

    private static int bind(PreparedStatement statement, Filter filter) throws SQLException {
        int position = 1;
        for (String value : List.of(filter.reason(), filter.companyId(), filter.eventType())) {
            statement.setString(position++, value);
            statement.setString(position++, value);
        }
        return position;
    }

    private static List<KeptDeadLetter> all(PreparedStatement query) throws SQLException {
        List<KeptDeadLetter> letters = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                letters.add(new KeptDeadLetter(
                        row.getObject("event_id", UUID.class),
                        row.getObject("package_id", UUID.class),
                        row.getString("segment_id"),
                        row.getInt("line"),
                        row.getTimestamp("received_at").toInstant(),
                        row.getString("company_id"),
                        row.getString("event_type"),
                        row.getString("reason"),
                        row.getString("errors"),
                        row.getInt("schema_id"),
                        row.getString("event"),
                        row.getString("status"),
                        row.getInt("attempts")));
            }
        }
        return letters;
    }
}
