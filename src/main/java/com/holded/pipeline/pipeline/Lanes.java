package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Causes;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipelines of one run, a few of them at the same time: each lane takes what is next, runs a pipeline over it to its
 * end, and takes again until nothing is left. No lane waits for another, as the workers of one pipeline do at its end.
 * For one run.
 */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Heartbeat heartbeat;
    private final Supplier<List<SegmentTask>> source;
    private final Function<List<SegmentTask>, ProcessSegments.Execution> pipeline;
    private final Set<ProcessSegments.Execution> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /**
     * @param heartbeat which tells when the run is to stop
     * @param source what is next; nothing when nothing is left
     * @param pipeline starts one over what was taken
     */
    Lanes(
            Heartbeat heartbeat,
            Supplier<List<SegmentTask>> source,
            Function<List<SegmentTask>, ProcessSegments.Execution> pipeline) {
        this.heartbeat = heartbeat;
        this.source = source;
        this.pipeline = pipeline;
    }

    /**
     * Runs pipelines, so many at the same time, until nothing is left or the run is to stop. When one fails, the others
     * come to the end of theirs.
     *
     * @return milliseconds of each step, all lanes together
     * @throws SchemasOutOfReach when a step could not learn a schema
     * @throws RuntimeException what else a step threw; what was loaded by then stays loaded
     */
    SortedMap<String, Long> run(int lanes) {
        heartbeat.onStop(() -> underWay.forEach(ProcessSegments.Execution::cancel));
        try (SideBySide threads = new SideBySide("pipeline-lane", lanes)) {
            SortedMap<String, Long> millis = new TreeMap<>();
            threads.map(IntStream.range(0, lanes).boxed().toList(), lane -> lane())
                    .forEach(times -> add(times, millis));
            return millis;
        } finally {
            heartbeat.onStop(() -> {});
        }
    }

    private SortedMap<String, Long> lane() {
        SortedMap<String, Long> millis = new TreeMap<>();
        try {
            for (List<SegmentTask> tasks = next(); !tasks.isEmpty(); tasks = next()) {
                add(toItsEnd(pipeline.apply(tasks)), millis);
            }
            return millis;
        } finally {
            // Either nothing is left for the others, or what failed here would fail there.
            over = true;
        }
    }

    private static void add(SortedMap<String, Long> times, SortedMap<String, Long> millis) {
        times.forEach((step, time) -> millis.merge(step, time, Long::sum));
    }

    private synchronized List<SegmentTask> next() {
        return over || !heartbeat.goesOn() ? List.of() : source.get();
    }

    /** Returns the milliseconds of its steps; none when it was cancelled. */
    private SortedMap<String, Long> toItsEnd(ProcessSegments.Execution execution) {
        underWay.add(execution);
        try {
            if (!heartbeat.goesOn()) {
                // The heart may have stopped before the pipeline was under way.
                execution.cancel();
            }
            execution.await();
            return StepTime.millis(execution);
        } catch (RuntimeException cancelled) {
            if (heartbeat.goesOn()) {
                throw cancelled;
            }
            // A step that is cancelled in its midst may say so in its own way.
            LOG.info("a cancelled pipeline ended with {}", Causes.rootOf(cancelled));
            return Collections.emptySortedMap();
        } finally {
            underWay.remove(execution);
        }
    }
}
