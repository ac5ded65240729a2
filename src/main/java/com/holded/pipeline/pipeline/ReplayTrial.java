package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.ReplayOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a replay would do now.
 *
 * @param matched dead letters that it would take up
 * @param outcomes what would come of those that were looked at: all of them, unless there are too many
 * @param subjects the subjects of the types of those that pass, by the schema that they were judged by
 */
public record ReplayTrial(long matched, List<ReplayOutcome> outcomes, Map<Integer, Set<String>> subjects) {
    private static final int EXAMPLES = 3;

    public ReplayTrial {
        outcomes = List.copyOf(outcomes);
        subjects = Map.copyOf(subjects);
    }

    /** How many would have this outcome. */
    public long count(ReplayOutcome.Kind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    /** How many would be accounted for. */
    public long passing() {
        return count(ReplayOutcome.Kind.LOADED) + count(ReplayOutcome.Kind.DUPLICATE);
    }

    /** How many of those that pass were judged by each schema, by its id. */
    public Map<Integer, Long> passingBySchema() {
        Map<Integer, Long> schemas = new TreeMap<>();
        outcomes.stream()
                .filter(outcome -> outcome.kind().settled())
                .forEach(outcome -> schemas.merge(outcome.schemaId(), 1L, Long::sum));
        return schemas;
    }

    /**
     * Dead letters that would stay, by what is wrong with them. One with several errors stands in several groups.
     *
     * @param message of one of them
     * @param examples some of them
     */
    public record Remaining(
            Reason reason, String pointer, String keyword, String message, long events, List<EventId> examples) {
        public Remaining {
            examples = List.copyOf(examples);
        }
    }

    /** What would stay, largest group first. */
    public List<Remaining> remaining() {
        record Place(Reason reason, String pointer, String keyword) {}
        Map<Place, Remaining> groups = new LinkedHashMap<>();
        for (ReplayOutcome outcome : outcomes) {
            Map<Place, Violation> places = new LinkedHashMap<>();
            outcome.errors()
                    .forEach(error ->
                            places.putIfAbsent(new Place(error.reason(), error.pointer(), error.keyword()), error));
            places.forEach((place, error) -> groups.merge(place, one(error, outcome.id()), ReplayTrial::both));
        }
        return groups.values().stream()
                .sorted(Comparator.comparingLong(Remaining::events).reversed())
                .toList();
    }

    private static Remaining one(Violation error, EventId id) {
        return new Remaining(error.reason(), error.pointer(), error.keyword(), error.message(), 1, List.of(id));
    }

    private static Remaining both(Remaining some, Remaining other) {
        List<EventId> examples = new ArrayList<>(some.examples());
        other.examples().stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
        return new Remaining(
                some.reason(),
                some.pointer(),
                some.keyword(),
                some.message(),
                some.events() + other.events(),
                examples);
    }
}
