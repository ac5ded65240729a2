package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * By which schemas the events of a segment are judged that were taken while none was known: chosen once, by whichever run
 * judges the segment first, and the same for every run after it. Thread-safe.
 */
public final class SchemaPins {
    private final Transactions transactions;

    public SchemaPins(DataSource dataSource) {
        this.transactions = new Transactions(dataSource);
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
            try (PreparedStatement update = connection.prepareStatement(
                    """
                    UPDATE raw_segments SET schema_pins = coalesce(schema_pins, ?::jsonb)
                    WHERE segment_id = ? AND run_id = ? RETURNING schema_pins""")) {
                update.setString(1, text);
                update.setString(2, task.segment().toString());
                update.setLong(3, task.runId());
                try (ResultSet row = update.executeQuery()) {
                    if (!row.next()) {
                        throw new ProblemException(
                                ErrorCode.CONFLICT,
                                "segment " + task.segment() + " is no longer held by run " + task.runId());
                    }
                    return parse(row.getString(1));
                }
            }
        });
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
