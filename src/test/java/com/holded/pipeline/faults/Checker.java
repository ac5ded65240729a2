package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Holds what was promised against what is there, when everything has come to rest: the histories of the senders, the
 * objects of the bucket and the rows of the database. The one judge of all fault tests.
 */
final class Checker {
    private Checker() {}

    /** An event as object storage has it. */
    record Stored(RawEvent event, String hash) {}

    /** All that is broken; empty = everything holds. */
    static List<Breach> check(Bed bed, List<History.Operation> history) {
        return check(bed, history, Set.of());
    }

    /** @param quarantined keys of raw objects that a fault has damaged, of which nothing may count */
    static List<Breach> check(Bed bed, List<History.Operation> history, Set<String> quarantined) {
        Bucket bucket = new Bucket(bed.store());
        Sent sent = Sent.of(history);
        Map<String, Stored> stored = new LinkedHashMap<>();
        List<Breach> breaches = new ArrayList<>();
        SortedMap<String, byte[]> raw = bucket.segments();
        for (byte[] segment : raw.values()) {
            for (RawEvent event : SegmentFormat.decode(segment)) {
                stored.put(event.id().toString(), new Stored(event, Sha256.hex(Sha256.of(event.event()))));
            }
        }
        RawCheck.check(sent, stored, breaches);
        RowCheck.check(bed.sql(), stored, quarantined, breaches);
        DeadLetterCheck.check(bed.sql(), bucket, stored, breaches);
        AnalyticsCheck.check(bed, raw, breaches);
        ManifestCheck.check(bed.sql(), bucket.objects(Keys.ENRICHED), breaches);
        LogCheck.check(bed, breaches);
        return breaches;
    }

    /** Fails when anything is broken. */
    static void assertHolds(Bed bed, List<History.Operation> history, String seed) {
        assertThat(check(bed, history))
                .as("what must hold, " + seed + "; histories and logs: " + bed.folder())
                .isEmpty();
    }
}
