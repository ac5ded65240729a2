package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Causes;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
    private final SortedMap<String, Long> millis = new ConcurrentSkipListMap<>();
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
            threads.map(IntStream.range(0, lanes).boxed().toList(), this::lane);
            return millis;
        } finally {
            heartbeat.onStop(() -> {});
        }
    }

    /** Returns how many pipelines it ran. */
    private int lane(int number) {
        int pipelines = 0;
        try {
            for (List<SegmentTask> tasks = next(); !tasks.isEmpty(); tasks = next()) {
                toItsEnd(pipeline.apply(tasks));
                pipelines++;
            }
            return pipelines;
        } finally {
            // Either nothing is left for the others, or what failed here would fail there.
            over = true;
        }
    }

    private synchronized List<SegmentTask> next() {
        return over || !heartbeat.goesOn() ? List.of() : source.get();
    }

    private void toItsEnd(ProcessSegments.Execution execution) {
        underWay.add(execution);
        try {
            if (!heartbeat.goesOn()) {
                // The heart may have stopped before the pipeline was under way.
                execution.cancel();
            }
            execution.await();
            StepTime.millis(execution).forEach((step, time) -> millis.merge(step, time, Long::sum));
        } catch (RuntimeException cancelled) {
            if (heartbeat.goesOn()) {
                throw cancelled;
            }
            // A step that is cancelled in its midst may say so in its own way.
            LOG.info("a cancelled pipeline ended with {}", Causes.rootOf(cancelled));
        } finally {
            underWay.remove(execution);
        }
    }
}
