package com.holded.pipeline.faults;

import static com.holded.pipeline.faults.Breach.Invariant.I6;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Sql;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The enriched object that the ledger names for each segment is there, as it was written. It holds all events of the
 * segment that count, and besides only those that the load found to be duplicates, conflicts or poison.
 */
final class ManifestCheck {
    private ManifestCheck() {}

    /** @param objects those in the bucket, by their keys */
    static void check(Sql sql, Map<String, byte[]> objects, List<Breach> breaches) {
        Map<String, Set<String>> counted = bySegment(sql.rows("SELECT event_id FROM business_events"));
        Map<String, Set<String>> known = bySegment(sql.rows("SELECT event_id FROM business_events UNION ALL"
                + " SELECT event_id FROM duplicate_events UNION ALL SELECT event_id FROM dead_letters"));
        for (String row : sql.rows(
                "SELECT segment_id, enriched_key, enriched_sha256 FROM raw_segments WHERE enriched_key IS NOT NULL")) {
            String[] columns = row.split("\\|", 3);
            Optional<Set<String>> there = ids(objects, columns[1], columns[2], breaches);
            Set<String> missing = counted.getOrDefault(columns[0], Set.of());
            counted.remove(columns[0]);
            there.ifPresent(ids -> {
                missing.stream()
                        .filter(id -> !ids.contains(id))
                        .forEach(id -> breaches.add(new Breach(I6, columns[1] + " lacks the counted event " + id)));
                ids.stream()
                        .filter(id -> !known.getOrDefault(columns[0], Set.of()).contains(id))
                        .forEach(id -> breaches.add(
                                new Breach(I6, columns[1] + " holds " + id + ", of which no table knows")));
            });
        }
        counted.forEach((segment, ids) ->
                breaches.add(new Breach(I6, "events of " + segment + " count and are in no enriched object: " + ids)));
    }

    /** The events of an object; empty when it is not as the manifest says. */
    private static Optional<Set<String>> ids(
            Map<String, byte[]> objects, String key, String sha256, List<Breach> breaches) {
        byte[] object = objects.get(key);
        if (object == null) {
            breaches.add(new Breach(I6, "the manifest names " + key + ", which is not there"));
            return Optional.empty();
        }
        if (!Sha256.hex(Sha256.of(object)).equals(sha256)) {
            breaches.add(new Breach(I6, key + " has other bytes than the manifest says"));
            return Optional.empty();
        }
        return Optional.of(Bucket.linesOf(key, object).stream()
                .map(line -> line.path("metadata").path("eventId").asString())
                .collect(Collectors.toSet()));
    }

    private static Map<String, Set<String>> bySegment(List<String> ids) {
        Map<String, Set<String>> segments = new HashMap<>();
        ids.forEach(id -> segments.computeIfAbsent(
                        new EventId(UUID.fromString(id)).segment().toString(), segment -> new HashSet<>())
                .add(id));
        return segments;
    }
}
