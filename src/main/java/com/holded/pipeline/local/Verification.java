package com.holded.pipeline.local;

import com.holded.pipeline.ledger.Recount;
import com.holded.pipeline.local.recount.Comparison;
import com.holded.pipeline.local.recount.RawObjects;
import com.holded.pipeline.local.recount.RawRecount;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Both recounts of the analytics, of one moment of the database.
 *
 * @param fromRows comparisons with the rows; none when that was not asked for
 * @param fromRaw comparison with the raw events; empty when that was not asked for
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Either half may be left out.
record Verification(List<Comparison> fromRows, Optional<RawRecount.Report> fromRaw) {
    private static final int PAGE = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    Verification {
        fromRows = List.copyOf(fromRows);
    }

    /**
     * Recounts.
     *
     * @throws LocalProblem when the database or the bucket cannot be read
     */
    static Verification of(ReachedParts parts, boolean rows, boolean raw) {
        try (Connection connection = DriverManager.getConnection(
                        parts.database().jdbcUrl(),
                        parts.database().user(),
                        parts.database().password().reveal());
                ObjectStore store = ObjectStore.connect(parts.storage())) {
            Recount.holdOneMoment(connection);
            List<Comparison> fromRows = new ArrayList<>();
            if (rows) {
                Recount.of(connection)
                        .forEach(result -> fromRows.add(new Comparison(
                                result.table(), result.compared(), result.differing(), result.examples())));
            }
            return new Verification(
                    fromRows, raw ? Optional.of(RawRecount.of(new Bucket(store), connection)) : Optional.empty());
        } catch (SQLException failed) {
            throw new LocalProblem("Cannot read PostgreSQL (" + failed.getMessage() + ")", failed);
        } catch (StorageException failed) {
            throw new LocalProblem("Cannot read object storage (" + failed.getMessage() + ")", failed);
        }
    }

    /** All differences together. */
    long differences() {
        return comparisons().stream().mapToLong(Comparison::differing).sum();
    }

    private List<Comparison> comparisons() {
        List<Comparison> all = new ArrayList<>(fromRows);
        fromRaw.ifPresent(raw -> all.addAll(raw.comparisons()));
        return all;
    }

    /** What a person reads. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!fromRows.isEmpty()) {
            table("Recounted from the rows", fromRows, lines);
        }
        fromRaw.ifPresent(raw -> {
            table("Recounted from the raw events", raw.comparisons(), lines);
            lines.add("segments counted: " + raw.segments() + "; not loaded yet: " + raw.waiting() + "; quarantined: "
                    + raw.quarantined());
            tell("rows that replays of dead letters made, not compared", raw.replayedRows(), lines);
            tell("events that repeat or contradict such a row", raw.behindReplays(), lines);
            tell("events that the door accepted and the job refused", raw.refused(), lines);
            lines.add("");
        });
        for (Comparison comparison : comparisons()) {
            comparison.examples().forEach(example -> lines.add(comparison.what() + ": " + example));
            tell(
                    "further differences in " + comparison.what(),
                    comparison.differing() - comparison.examples().size(),
                    lines);
        }
        lines.add(differences() == 1 ? "1 difference" : differences() + " differences");
        return lines;
    }

    private static void table(String title, List<Comparison> comparisons, List<String> lines) {
        lines.add(String.format(Locale.ROOT, "%-58s %12s %12s", title, "compared", "differences"));
        comparisons.forEach(comparison -> lines.add(String.format(
                Locale.ROOT, "  %-56s %,12d %,12d", comparison.what(), comparison.compared(), comparison.differing())));
        lines.add("");
    }

    private static void tell(String what, long number, List<String> lines) {
        if (number > 0) {
            lines.add(what + ": " + number);
        }
    }

    /** The same for programs. */
    String json() {
        ObjectNode root = JSON.createObjectNode().put("differences", differences());
        if (!fromRows.isEmpty()) {
            put(root.putArray("from_rows"), fromRows);
        }
        fromRaw.ifPresent(raw -> {
            put(root.putArray("from_raw"), raw.comparisons());
            root.put("segments", raw.segments())
                    .put("segments_not_loaded", raw.waiting())
                    .put("segments_quarantined", raw.quarantined())
                    .put("replayed_rows", raw.replayedRows())
                    .put("events_behind_replays", raw.behindReplays())
                    .put("events_refused_by_job", raw.refused());
        });
        return root.toPrettyString();
    }

    private static void put(ArrayNode array, List<Comparison> comparisons) {
        comparisons.forEach(comparison -> {
            ObjectNode node = array.addObject()
                    .put("what", comparison.what())
                    .put("compared", comparison.compared())
                    .put("differences", comparison.differing());
            ArrayNode examples = node.putArray("examples");
            comparison.examples().forEach(examples::add);
        });
    }

    /** Lends the recount the bucket and nothing else. */
    private record Bucket(ObjectStore store) implements RawObjects {
        @Override
        public List<String> keys() {
            List<String> keys = new ArrayList<>();
            List<StoredObject> page;
            do {
                page = store.list(Keys.RAW, keys.isEmpty() ? "" : keys.get(keys.size() - 1), PAGE);
                page.forEach(object -> keys.add(object.key()));
            } while (page.size() == PAGE);
            return keys;
        }

        @Override
        public Optional<byte[]> read(String key) {
            try {
                return Optional.of(store.read(key));
            } catch (StorageException failure) {
                if (failure.kind() == StorageException.Kind.NOT_FOUND) {
                    return Optional.empty();
                }
                throw failure;
            }
        }
    }
}
