package com.holded.pipeline.security;

import static com.holded.pipeline.security.KeyRow.select;
import static com.holded.pipeline.security.KeyRow.update;

import com.holded.pipeline.ledger.Transactions;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/** What administrators do to keys. Each change counts up the version that replicas look at. Thread-safe. */
public final class KeyStore {
    private final Transactions transactions;

    public KeyStore(DataSource database) {
        this.transactions = new Transactions(database);
    }

    /** Adds a key with its first secret. */
    KeyRecord create(NewKey key, Token token, String createdBy) {
        return transactions.run(connection -> {
            update(
                    connection,
                    """
                    INSERT INTO api_keys (key_id, name, role, company_id, events_per_second, requests_per_second,
                                          created_by, subjects, expires_at)
                    VALUES (?, ?, ?, nullif(?, ''), nullif(?, 0), nullif(?, 0), ?, ?,
                            now() + make_interval(secs => nullif(?, 0)))
                    """,
                    token.keyId(),
                    key.name(),
                    key.role().name().toLowerCase(Locale.ROOT),
                    key.company(),
                    key.limits().eventsPerSecond(),
                    key.limits().requestsPerSecond(),
                    createdBy,
                    connection.createArrayOf("text", key.subjects().texts().toArray()),
                    (double) key.lifetimeSeconds());
            addSecret(connection, token);
            return find(connection, token.keyId()).orElseThrow();
        });
    }

    /**
     * Adds a secret to a key. The one before it stays valid for the overlap, older ones end now: two are valid at most.
     *
     * @return empty when there is no such key
     * @throws ProblemException CONFLICT when the key is revoked or expired
     */
    Optional<KeyRecord> rotate(Token token, Duration overlap) {
        return transactions.run(connection -> {
            List<Boolean> active = select(
                    connection,
                    """
                    SELECT revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
                    FROM api_keys WHERE key_id = ? FOR UPDATE
                    """,
                    row -> row.getBoolean(1),
                    token.keyId());
            if (active.isEmpty()) {
                return Optional.empty();
            }
            if (!active.get(0)) {
                throw new ProblemException(
                        ErrorCode.CONFLICT, "the key is revoked or expired; make another one in its place");
            }
            update(
                    connection,
                    """
                    UPDATE api_key_secrets
                    SET expires_at = CASE WHEN expires_at IS NULL THEN now() + make_interval(secs => ?) ELSE now() END
                    WHERE key_id = ? AND (expires_at IS NULL OR expires_at > now())
                    """,
                    (double) overlap.toSeconds(),
                    token.keyId());
            addSecret(connection, token);
            return find(connection, token.keyId());
        });
    }

    /** Ends a key at once and for good; whether there is such a key. The first revocation is the one that is kept. */
    boolean revoke(String keyId, String revokedBy) {
        return transactions.run(connection -> {
            int revoked = update(
                    connection,
                    "UPDATE api_keys SET revoked_at = now(), revoked_by = ? WHERE key_id = ? AND revoked_at IS NULL",
                    revokedBy,
                    keyId);
            if (revoked > 0) {
                countUp(connection);
            }
            return revoked > 0 || exists(connection, keyId);
        });
    }

    Optional<KeyRecord> find(String keyId) {
        return transactions.run(connection -> find(connection, keyId));
    }

    /**
     * Some keys, newest first, with revoked and expired ones.
     *
     * @param after only keys older than the one with this id; empty = from the newest
     * @throws ProblemException BAD_PARAMETER when there is no key of this id
     */
    List<KeyRecord> page(String after, int limit) {
        return transactions.run(connection -> {
            if (!after.isEmpty() && !exists(connection, after)) {
                throw ProblemException.badParameter("cursor", "expected the next of the page before");
            }
            return select(
                    connection,
                    KeyRow.SELECT
                            + """
                            WHERE ? = '' OR (k.created_at, k.key_id) <
                                            (SELECT created_at, key_id FROM api_keys WHERE key_id = ?)
                            ORDER BY k.created_at DESC, k.key_id DESC LIMIT ?
                            """,
                    KeyRow::read,
                    after,
                    after,
                    limit);
        });
    }

    private static boolean exists(Connection connection, String keyId) throws SQLException {
        return !select(connection, "SELECT 1 FROM api_keys WHERE key_id = ?", row -> row.getInt(1), keyId)
                .isEmpty();
    }

    private static Optional<KeyRecord> find(Connection connection, String keyId) throws SQLException {
        return select(connection, KeyRow.SELECT + "WHERE k.key_id = ?", KeyRow::read, keyId).stream()
                .findFirst();
    }

    private static void addSecret(Connection connection, Token token) throws SQLException {
        update(connection, "INSERT INTO api_key_secrets (digest, key_id) VALUES (?, ?)", token.digest(), token.keyId());
        countUp(connection);
    }

    /** Last in a transaction: changes of different keys wait for each other here. */
    private static void countUp(Connection connection) throws SQLException {
        update(connection, "UPDATE api_key_version SET version = version + 1");
    }
}
