package com.holded.pipeline.security;

import com.holded.pipeline.security.KeyRecord.SecretRecord;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How keys are asked for: one with its valid secrets as one row, the secrets as arrays of their times. */
final class KeyRow {
    static final String SELECT =
            """
            SELECT k.key_id, k.name, k.role, coalesce(k.company_id, '') AS company,
                   coalesce(k.events_per_second, 0) AS events, coalesce(k.requests_per_second, 0) AS requests,
                   k.subjects, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.last_used_at,
                   CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                        WHEN k.expires_at <= now() THEN 'expired' ELSE 'active' END AS status,
                   s.begins, s.ends
            FROM api_keys k CROSS JOIN LATERAL (
                SELECT array_agg(created_at ORDER BY created_at DESC) AS begins,
                       array_agg(expires_at ORDER BY created_at DESC) AS ends
                FROM api_key_secrets
                WHERE key_id = k.key_id AND k.revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) s
            """;

    private KeyRow() {}

    static KeyRecord read(ResultSet row) throws SQLException {
        return new KeyRecord(
                row.getString("key_id"),
                row.getString("name"),
                role(row.getString("role")),
                row.getString("company"),
                new OwnLimits(row.getInt("events"), row.getInt("requests")),
                subjects(row.getArray("subjects")),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                instant(row.getTimestamp("expires_at"), Instant.MAX),
                instant(row.getTimestamp("revoked_at"), Instant.MAX),
                instant(row.getTimestamp("last_used_at"), Instant.MIN),
                row.getString("status"),
                secrets(row));
    }

    static SubjectGrants subjects(Array texts) throws SQLException {
        return SubjectGrants.ofTexts((String[]) texts.getArray());
    }

    private static List<SecretRecord> secrets(ResultSet row) throws SQLException {
        Array begins = row.getArray("begins");
        if (begins == null) {
            return List.of();
        }
        Timestamp[] created = (Timestamp[]) begins.getArray();
        Timestamp[] ends = (Timestamp[]) row.getArray("ends").getArray();
        List<SecretRecord> secrets = new ArrayList<>();
        for (int i = 0; i < created.length; i++) {
            secrets.add(new SecretRecord(created[i].toInstant(), instant(ends[i], Instant.MAX)));
        }
        return secrets;
    }

    private static Instant instant(@Nullable Timestamp time, Instant whenAbsent) {
        return time == null ? whenAbsent : time.toInstant();
    }

    static Role role(String text) {
        return Role.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        }
    }

    static <T> List<T> select(Connection connection, String sql, Row<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        }
    }

    private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }
}
