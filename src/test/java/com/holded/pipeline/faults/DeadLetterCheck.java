package com.holded.pipeline.faults;

import static com.holded.pipeline.faults.Breach.Invariant.I4;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.faults.Checker.Stored;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Sql;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rejected events: in the table with reason, place and bytes, and in the bucket for whoever reads there. */
final class DeadLetterCheck {
    private DeadLetterCheck() {}

    static void check(Sql sql, Bucket bucket, Map<String, Stored> stored, List<Breach> breaches) {
        Set<String> letters = new HashSet<>();
        String rows =
                """
                SELECT event_id, segment_id, line, schema_id, reason, event,
                       reason <> '' AND jsonb_array_length(errors) > 0 AND NOT EXISTS (
                           SELECT 1 FROM jsonb_array_elements(errors) e WHERE e -> 'reason' IS NULL OR e -> 'pointer' IS NULL)
                FROM dead_letters""";
        for (String row : sql.rows(rows)) {
            String[] columns = row.split("\\|", 6);
            letters.add(columns[0]);
            Stored event = stored.get(columns[0]);
            int end = columns[5].lastIndexOf('|');
            String text = columns[5].substring(0, end);
            if (event == null) {
                continue;
            }
            if (!columns[5].substring(end + 1).equals("t")) {
                breaches.add(new Breach(I4, "dead letter " + columns[0] + " has no reasons with pointers"));
            }
            if (!columns[1].equals(event.event().id().segment().toString())
                    || Integer.parseInt(columns[2]) != event.event().id().line()) {
                breaches.add(new Breach(I4, "dead letter " + columns[0] + " names another place: " + row));
            }
            if (event.event().schemaId() != 0
                    && Integer.parseInt(columns[3]) != event.event().schemaId()) {
                breaches.add(new Breach(I4, "dead letter " + columns[0] + " names another schema: " + row));
            }
            if (event.event().accepted() && event.event().schemaId() != 0 && columns[4].equals(Reason.SCHEMA.name())) {
                breaches.add(new Breach(I4, "dead letter " + columns[0] + " was accepted under the schema: " + row));
            }
            if (!Sha256.hex(Sha256.of(text.getBytes(StandardCharsets.UTF_8))).equals(event.hash())) {
                breaches.add(new Breach(I4, "dead letter " + columns[0] + " has other bytes than were sent"));
            }
        }
        Set<String> objects = new HashSet<>();
        bucket.lines(Keys.DEAD_LETTERS)
                .forEach(line -> objects.add(line.path("event_id").asString()));
        stored.forEach((id, event) -> {
            if (!event.event().accepted() && !letters.contains(id)) {
                breaches.add(new Breach(I4, "event " + id + " was rejected and is no dead letter"));
            }
            if (!event.event().accepted() && !objects.contains(id)) {
                breaches.add(new Breach(I4, "event " + id + " was rejected and is in no dead-letter object"));
            }
        });
    }
}
