package com.holded.pipeline.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * How far the raw segments of object storage are known, kept over restarts and shared by all replicas. All times are the
 * database's, so that no replica's clock matters. Thread-safe.
 */
public final class DiscoveryProgress {
    private final Transactions transactions;

    public DiscoveryProgress(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
    }

    /**
     * What a look needs to know.
     *
     * @param now the database's time
     * @param lookedUntil when the last finished look began; empty before the first
     */
    public record State(Instant now, Optional<Instant> lookedUntil) {}

    /** The state now. */
    public State state() {
        return transactions.run(connection -> {
            try (PreparedStatement query = connection.prepareStatement("SELECT now(), looked_until FROM discovery");
                    ResultSet row = query.executeQuery()) {
                row.next();
                return new State(
                        row.getTimestamp(1).toInstant(),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant));
            }
        });
    }

    /** A look that began then is finished. */
    public void looked(Instant begun) {
        update("UPDATE discovery SET looked_until = ?", statement -> statement.setTimestamp(1, Timestamp.from(begun)));
    }

    /** Makes a whole sweep due, from the beginning. */
    public void requireSweep() {
        update(
                "UPDATE discovery SET swept_at = NULL, sweep_before_ms = NULL, sweep_held_until = NULL",
                statement -> {});
    }

    /**
     * Takes the next step of the sweep, for this replica alone: what was opened before the answer is still to be swept.
     * Empty when no sweep is due, or another replica is at it.
     *
     * @param newest where a new sweep begins, epoch milliseconds
     * @param pause from the end of a sweep to the next
     * @param held after which the step is taken for given up
     */
    public OptionalLong takeSweep(long newest, Duration pause, Duration held) {
        return transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    UPDATE discovery SET sweep_before_ms = coalesce(sweep_before_ms, ?),
                        sweep_held_until = clock_timestamp() + make_interval(secs => ?)
                    WHERE (sweep_held_until IS NULL OR sweep_held_until < clock_timestamp())
                      AND (sweep_before_ms IS NOT NULL OR swept_at IS NULL
                           OR swept_at < now() - make_interval(secs => ?))
                    RETURNING sweep_before_ms""")) {
                update.setLong(1, newest);
                update.setDouble(2, seconds(held));
                update.setDouble(3, seconds(pause));
                try (ResultSet row = update.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** The step that was taken at this place is done, and the sweep goes on from the next. */
    public void swept(long taken, long next) {
        update(
                "UPDATE discovery SET sweep_before_ms = ?, sweep_held_until = NULL WHERE sweep_before_ms = ?",
                statement -> {
                    statement.setLong(1, next);
                    statement.setLong(2, taken);
                });
    }

    /** The step that was taken at this place was the last. */
    public void sweptAll(long taken) {
        update(
                "UPDATE discovery SET swept_at = now(), sweep_before_ms = NULL, sweep_held_until = NULL"
                        + " WHERE sweep_before_ms = ?",
                statement -> statement.setLong(1, taken));
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private void update(String sql, Parameters parameters) {
        transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                parameters.set(update);
                return update.executeUpdate();
            }
        });
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
