package com.holded.pipeline.ops;

import com.holded.pipeline.ledger.SegmentList;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many segments are set aside, for an alert. A figure must not wait, so it is what was counted last, and asking for
 * it begins the next count.
 */
@Singleton
public class SegmentsSetAside {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentsSetAside.class);

    private final SegmentList segments;
    private final AtomicLong counted = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread daemon = new Thread(work, "segments-set-aside");
        daemon.setDaemon(true);
        daemon.setContextClassLoader(SegmentsSetAside.class.getClassLoader());
        return daemon;
    });

    @Inject
    public SegmentsSetAside(DataSource dataSource, Metrics metrics) {
        this.segments = new SegmentList(dataSource);
        metrics.gauge(Metric.SEGMENTS_QUARANTINED, this::last);
    }

    /** Counts once, so that the first who asks is not told 0. */
    void start() {
        last();
    }

    private Number last() {
        if (counting.compareAndSet(false, true)) {
            thread.execute(this::count);
        }
        return counted.get();
    }

    private void count() {
        try {
            counted.set(segments.quarantined());
        } catch (ProblemException outOfReach) {
            LOG.debug("Segments that are set aside were not counted", outOfReach);
        } finally {
            counting.set(false);
        }
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
