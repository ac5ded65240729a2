package com.holded.pipeline.collect;

import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Timer;

/** Counts segments, one call for each. Thread-safe. */
interface SegmentTally {
    /** Of nobody who looks at it. */
    SegmentTally NONE = new SegmentTally() {
        @Override
        public void stored(int events, int textBytes, int objectBytes, long ageNanos, long putNanos) {}

        @Override
        public void failed() {}
    };

    /**
     * A segment stands in storage.
     *
     * @param textBytes of its lines, before compression
     * @param objectBytes of its object
     * @param ageNanos from its opening to its closing
     * @param putNanos time that the verified PUT took
     */
    void stored(int events, int textBytes, int objectBytes, long ageNanos, long putNanos);

    /** A segment could not be stored. */
    void failed();

    static SegmentTally of(Metrics metrics) {
        Histogram bytes = metrics.histogram(Metric.SEGMENT_BYTES);
        Histogram lines = metrics.histogram(Metric.SEGMENT_EVENTS);
        Timer age = metrics.timer(Metric.SEGMENT_AGE);
        Timer put = metrics.timer(Metric.SEGMENT_PUT);
        Counter stored = metrics.counter(Metric.COLLECT_STORED_BYTES);
        Counter failed = metrics.counter(Metric.SEGMENTS_FAILED);
        return new SegmentTally() {
            @Override
            public void stored(int events, int textBytes, int objectBytes, long ageNanos, long putNanos) {
                bytes.update(textBytes);
                lines.update(events);
                age.update(Duration.ofNanos(ageNanos));
                put.update(Duration.ofNanos(putNanos));
                stored.inc(objectBytes);
            }

            @Override
            public void failed() {
                failed.inc();
            }
        };
    }
}
