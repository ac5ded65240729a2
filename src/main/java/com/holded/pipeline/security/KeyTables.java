package com.holded.pipeline.security;

import static com.holded.pipeline.security.KeyRow.select;

import com.holded.pipeline.ledger.Transactions;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** What every replica reads of the keys in PostgreSQL, and the little that it writes. Thread-safe. */
final class KeyTables implements KeySource {
    /** A look at a database that neither answers nor refuses must not keep the next look from being made. */
    private static final int LONGEST_LOOK_MILLIS = 5_000;

    private final Transactions transactions;

    KeyTables(DataSource database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public long version() {
        return transactions.run(connection -> {
            connection.setNetworkTimeout(Runnable::run, LONGEST_LOOK_MILLIS);
            return select(connection, "SELECT version FROM api_key_version", row -> row.getLong(1))
                    .get(0);
        });
    }

    @Override
    public List<StoredKey> valid() {
        return transactions.run(connection -> {
            connection.setNetworkTimeout(Runnable::run, LONGEST_LOOK_MILLIS);
            Map<String, Caller> callers = new LinkedHashMap<>();
            Map<String, List<StoredKey.Secret>> secrets = new LinkedHashMap<>();
            select(
                    connection,
                    """
                    SELECT k.key_id, k.role, coalesce(k.company_id, ''), coalesce(k.events_per_second, 0),
                           coalesce(k.requests_per_second, 0), s.digest, least(k.expires_at, s.expires_at), k.subjects
                    FROM api_keys k JOIN api_key_secrets s ON s.key_id = k.key_id
                    WHERE k.revoked_at IS NULL
                      AND (k.expires_at IS NULL OR k.expires_at > now())
                      AND (s.expires_at IS NULL OR s.expires_at > now())
                    """,
                    row -> {
                        String keyId = row.getString(1);
                        callers.put(
                                keyId,
                                new Caller(
                                        keyId,
                                        Set.of(KeyRow.role(row.getString(2))),
                                        row.getString(3),
                                        new OwnLimits(row.getInt(4), row.getInt(5)),
                                        KeyRow.subjects(row.getArray(8))));
                        Timestamp end = row.getTimestamp(7);
                        return secrets.computeIfAbsent(keyId, id -> new ArrayList<>())
                                .add(new StoredKey.Secret(
                                        row.getBytes(6), end == null ? Long.MAX_VALUE : end.getTime()));
                    });
            List<StoredKey> keys = new ArrayList<>();
            secrets.forEach((keyId, its) -> keys.add(new StoredKey(callers.getOrDefault(keyId, Caller.NOBODY), its)));
            return keys;
        });
    }

    @Override
    public void keepUses(Map<String, Instant> uses) {
        transactions.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    // In the order of ids, so that two replicas never wait for each other.
                    """
                    WITH used AS (
                        SELECT k.key_id, u.at FROM api_keys k
                        JOIN unnest(?::text[], ?::timestamptz[]) AS u (key_id, at) ON u.key_id = k.key_id
                        WHERE k.last_used_at IS NULL OR k.last_used_at < u.at
                        ORDER BY k.key_id FOR UPDATE OF k)
                    UPDATE api_keys SET last_used_at = used.at FROM used WHERE api_keys.key_id = used.key_id
                    """)) {
                update.setArray(
                        1, connection.createArrayOf("text", uses.keySet().toArray()));
                update.setArray(
                        2,
                        connection.createArrayOf(
                                "timestamptz",
                                uses.values().stream().map(Timestamp::from).toArray()));
                return update.executeUpdate();
            }
        });
    }
}
