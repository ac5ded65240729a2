package com.holded.pipeline.faults;

import static com.holded.pipeline.faults.Breach.Invariant.I1;
import static com.holded.pipeline.faults.Breach.Invariant.I2;
import static com.holded.pipeline.faults.Breach.Invariant.I5;
import static com.holded.pipeline.faults.Breach.Invariant.I8;

import com.holded.pipeline.faults.Checker.Stored;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.testing.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The raw events against the rows: each is accounted for in one place, and no message counts twice. */
final class RowCheck {
    private RowCheck() {}

    static void check(Sql sql, Map<String, Stored> stored, Set<String> quarantined, List<Breach> breaches) {
        Map<String, String> places = places(sql, breaches);
        stored.forEach((id, event) -> {
            String place = places.remove(id);
            String key = Keys.rawSegment(event.event().id().segment());
            if (quarantined.contains(key)) {
                if (place != null) {
                    breaches.add(new Breach(I5, "event " + id + " of the quarantined " + key + " is in " + place));
                }
            } else if (place == null) {
                breaches.add(new Breach(I1, "event " + id + " is stored and in no table"));
            } else if (!event.event().accepted() && !place.equals("dead_letters")) {
                breaches.add(new Breach(I1, "event " + id + " was rejected and is in " + place));
            }
        });
        places.forEach(
                (id, place) -> breaches.add(new Breach(I5, "event " + id + " is in " + place + " and not stored")));
        sql.rows("SELECT company_id, message_id, count(*) FROM business_events WHERE message_id IS NOT NULL"
                        + " GROUP BY 1, 2 HAVING count(*) > 1")
                .forEach(row -> breaches.add(new Breach(I2, "a message counts several times: " + row)));
        sql.rows(
                        "SELECT d.event_id FROM duplicate_events d LEFT JOIN business_events e ON e.event_id = d.original_event_id"
                                + " WHERE e.event_id IS NULL")
                .forEach(id ->
                        breaches.add(new Breach(I1, "duplicate " + id + " stands for an event that does not count")));
        sql.rows("SELECT object_key, state FROM raw_segments WHERE state = 'new'")
                .forEach(row -> breaches.add(new Breach(I8, "a segment still waits: " + row)));
    }

    /** The table of each event, by its id. */
    private static Map<String, String> places(Sql sql, List<Breach> breaches) {
        Map<String, String> places = new HashMap<>();
        for (String table : List.of("business_events", "duplicate_events", "dead_letters")) {
            for (String id : sql.rows("SELECT event_id FROM " + table)) {
                String other = places.put(id, table);
                if (other != null) {
                    breaches.add(new Breach(I2, "event " + id + " is in " + other + " and in " + table));
                }
            }
        }
        return places;
    }
}
