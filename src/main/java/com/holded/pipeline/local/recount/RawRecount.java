package com.holded.pipeline.local.recount;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Counts the raw events of all loaded segments and compares with the rows and the ledger: by day, company, type, context
 * and currency the events, amounts and times; and in total what became of them. Quality scores are not counted again.
 */
public final class RawRecount {
    private static final UUID NONE = new UUID(0, 0);
    private static final String SUFFIX = ".ndjson.zst";

    private RawRecount() {}

    /**
     * What was found.
     *
     * @param comparisons one for each thing that was compared
     * @param segments loaded segments whose objects were counted
     * @param waiting objects that are not loaded yet
     * @param quarantined objects that the job could not read
     * @param replayedRows rows that replays of dead letters made: not compared, since edits are not in the raw events
     * @param behindReplays events whose message such a row counts: duplicates and conflicts are compared together then
     * @param refused events that the door accepted and the job made dead letters of: not compared, but told
     */
    public record Report(
            List<Comparison> comparisons,
            int segments,
            int waiting,
            int quarantined,
            long replayedRows,
            long behindReplays,
            long refused) {
        public Report {
            comparisons = List.copyOf(comparisons);
        }
    }

    /**
     * Recounts.
     *
     * @param connection whose transaction sees one moment of the database, so that loads may go on
     */
    public static Report of(RawObjects objects, Connection connection) throws SQLException {
        Kept kept = new Kept(connection);
        SortedMap<String, String> states = kept.segments();
        Count count = new Count(kept.refusable(), kept.replayedMessages());
        Comparison read = read(objects, states, count);
        Findings messages = new Findings("messages with several contents");
        count.settle((company, messageId) -> kept.counted(company, messageId).orElse(NONE), messages);
        List<String> stored = objects.keys();
        return new Report(
                List.of(read, cells(kept, count), messages.result(), totals(kept.totals(), count)),
                Math.toIntExact(read.compared()),
                inState("new", stored, states),
                inState("quarantined", stored, states),
                kept.replayedRows(),
                count.behindReplays(),
                count.refused());
    }

    /** Objects that the ledger does not know yet are new; what is no segment it will never know. */
    private static int inState(String state, List<String> stored, Map<String, String> states) {
        return Math.toIntExact(stored.stream()
                .filter(key ->
                        key.endsWith(SUFFIX) && states.getOrDefault(key, "new").equals(state))
                .count());
    }

    private static Comparison read(RawObjects objects, Map<String, String> states, Count count) {
        Findings findings = new Findings("raw segments");
        states.forEach((key, state) -> {
            if (state.equals("loaded")) {
                Optional<byte[]> object = objects.read(key);
                findings.compared(key, object.map(count::segment).orElseGet(() -> List.of("the object is gone")));
            }
        });
        return findings.result();
    }

    private static Comparison cells(Kept kept, Count count) throws SQLException {
        Findings findings = new Findings("events and amounts");
        Map<Cell, Sums> left = new HashMap<>(count.sums());
        kept.cells((cell, sums) -> {
            Optional<Sums> counted = Optional.ofNullable(left.remove(cell));
            findings.compared(
                    cell.toString(),
                    counted.map(raw -> raw.against(sums))
                            .orElseGet(
                                    () -> List.of("has " + sums.events() + " events, none of them in the raw events")));
        });
        left.forEach((cell, sums) ->
                findings.compared(cell.toString(), List.of("has no events, in the raw events " + sums.events())));
        return findings.result();
    }

    private static Comparison totals(Kept.Totals kept, Count count) {
        Findings findings = new Findings("received = loaded + duplicates + conflicts + dead letters");
        findings.compared("received", kept.events(), count.received());
        findings.compared("loaded", kept.loaded(), count.counted());
        if (count.behindReplays() == 0) {
            findings.compared("duplicates", kept.duplicates(), count.duplicates());
            findings.compared("conflicts", kept.conflicts(), count.conflicts());
        } else {
            findings.compared(
                    "duplicates and conflicts",
                    kept.duplicates() + kept.conflicts(),
                    count.duplicates() + count.conflicts() + count.behindReplays());
        }
        findings.compared("dead letters", kept.deadLetters(), count.rejected() + count.refused());
        return findings.result();
    }
}
