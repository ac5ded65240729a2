package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * By which schemas the events of a segment are judged that were taken while none was known: chosen once, by whichever run
 * judges the segment first, and the same for every run after it. Thread-safe.
 */
public final class SchemaPins {
    private static final String KEEP =
            """
            UPDATE %s SET schema_pins = coalesce(schema_pins, ?::jsonb)
            WHERE segment_id = ? %s RETURNING schema_pins""";

    private final Transactions transactions;
    private final boolean rebuild;

    public SchemaPins(DataSource dataSource) {
        this(dataSource, false);
    }

    private SchemaPins(DataSource dataSource, boolean rebuild) {
        this.transactions = new Transactions(dataSource);
        this.rebuild = rebuild;
    }

    /**
     * Those of a rebuild, which makes the same choice as the loads beside it, whichever comes first: both write the same
     * object.
     *
     * @param dataSource connections that find the tables of the rebuild by their plain names
     */
    public static SchemaPins ofRebuild(DataSource dataSource) {
        return new SchemaPins(dataSource, true);
    }

    /**
     * Records a choice before it has any effect, unless there is one.
     *
     * @param chosen schema ids by event type
     * @return the choice that holds
     * @throws ProblemException CONFLICT when another run holds the segment; DATABASE_UNAVAILABLE
     */
    public SortedMap<String, Integer> keep(SegmentTask task, SortedMap<String, Integer> chosen) {
        JsonBuilder json = new JsonBuilder();
        chosen.forEach((type, id) -> json.number(type, id));
        String text = JsonText.write(json.build());
        return transactions.run(connection -> {
            String first = rebuild ? keepBeside(connection, task, text) : text;
            try (PreparedStatement update =
                    connection.prepareStatement(KEEP.formatted("raw_segments", "AND run_id = ?"))) {
                update.setLong(3, task.runId());
                return kept(update, task, first)
                        .map(SchemaPins::parse)
                        .orElseThrow(() -> new ProblemException(
                                ErrorCode.CONFLICT,
                                "segment " + task.segment() + " is no longer held by run " + task.runId()));
            }
        });
    }

    /** In the table that is read, whose runs may hold the segment or may not. */
    private static String keepBeside(Connection connection, SegmentTask task, String text) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(KEEP.formatted(RebuildTables.read(connection) + ".raw_segments", ""))) {
            return kept(update, task, text).orElse(text);
        }
    }

    private static Optional<String> kept(PreparedStatement update, SegmentTask task, String text) throws SQLException {
        update.setString(1, text);
        update.setString(2, task.segment().toString());
        try (ResultSet row = update.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private static SortedMap<String, Integer> parse(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Json pins =
                JsonText.parse(utf8, 0, utf8.length, JsonText.Limits.ofDepth(1)).value();
        SortedMap<String, Integer> ids = new TreeMap<>();
        pins.asObject().map(Json.Obj::members).orElse(Map.of()).forEach((type, id) -> {
            if (id instanceof Json.Num number) {
                ids.put(type, Integer.valueOf(number.literal()));
            }
        });
        return ids;
    }
}
