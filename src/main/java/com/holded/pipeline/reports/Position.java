package com.holded.pipeline.reports;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Which loads a report counts: the same position, the same numbers. It is the time of the newest change of the ledger and
 * a checksum of the times of all changes of the hour before it. No load takes an hour, so no load that began before the
 * newest one and commits after it leaves the position as it was. Times are all that is read, so that an index has it.
 *
 * @param code for example {@code 20261122T200459Z-5f3a09c1}; {@code 0} before the first load
 */
record Position(String code) {
    /** Before the first load. */
    static final Position NONE = new Position("0");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String CHANGES =
            """
            WITH newest AS (
                SELECT greatest((SELECT max(finished_at) FROM raw_segments),
                                (SELECT max(recorded_at) FROM dead_letter_outcomes)) AS at
            ), changes AS (
                SELECT finished_at AS changed
                FROM raw_segments WHERE finished_at > (SELECT at FROM newest) - interval '1 hour'
                UNION ALL
                SELECT recorded_at
                FROM dead_letter_outcomes WHERE recorded_at > (SELECT at FROM newest) - interval '1 hour'
            )
            SELECT at, (SELECT to_hex((sum(timestamp_hash_extended(changed AT TIME ZONE 'UTC', 0)) % 2147483648
                                + 2147483648)::bigint) FROM changes) AS checksum
            FROM newest
            """;

    /** The position of the data that the connection sees now. */
    static Position read(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CHANGES);
                ResultSet row = query.executeQuery()) {
            row.next();
            OffsetDateTime at = row.getObject("at", OffsetDateTime.class);
            return at == null ? NONE : new Position(TIME.format(at) + "-" + row.getString("checksum"));
        }
    }
}
