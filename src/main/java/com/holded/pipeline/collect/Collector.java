package com.holded.pipeline.collect;

import com.holded.pipeline.collect.ContentTypes.Form;
import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletInputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.metrics.Counter;

/**
 * Takes packages: reads, judges and stores them, and answers when they are stored. One for the whole service, made
 * without a proxy since every request goes through it. Thread-safe.
 */
@Singleton
public class Collector {
    private final Settings.Collect settings;
    private final Clock clock;
    private final PackageReader reader;
    private final ByteBudget budget;
    private final SegmentIds ids;
    private final GroupCommit commit;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Arrival.Limits arrival;
    private final Tally tally;

    @Inject
    public Collector(Settings settings, ObjectStore store, Contracts contracts, Clock clock, Metrics metrics) {
        this(settings.collect(), settings.storage().timeout(), store::put, contracts, clock, Tally.of(metrics));
        metrics.gauge(
                "holded_collect_in_flight_bytes",
                "Bytes of bodies being read and of events waiting for storage",
                Map.of(),
                budget::used);
    }

    Collector(
            Settings.Collect settings,
            Duration patience,
            GroupCommit.Storage storage,
            Contracts contracts,
            Clock clock,
            Tally tally) {
        this.settings = settings;
        this.clock = clock;
        this.tally = tally;
        this.reader = new PackageReader(new Admission(contracts), settings);
        this.budget = new ByteBudget(settings.inFlightBytes());
        this.ids = new SegmentIds(clock, new SecureRandom());
        this.commit = new GroupCommit(
                storage,
                ids,
                budget,
                new GroupCommit.Limits(settings.segmentBytes(), settings.flushInterval(), patience));
        this.deadlines = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "body-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        deadlines.setRemoveOnCancelPolicy(true);
        this.arrival = new Arrival.Limits(
                settings.bodyBytes(),
                settings.bodyTime(),
                (time, work) -> deadlines.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Counts events that were stored and answered. */
    interface Tally {
        void count(long accepted, long rejected);

        private static Tally of(Metrics metrics) {
            Counter accepted = counter(metrics, "accepted");
            Counter rejected = counter(metrics, "rejected");
            return (good, bad) -> {
                accepted.inc(good);
                rejected.inc(bad);
            };
        }

        private static Counter counter(Metrics metrics, String status) {
            return metrics.counter(
                    "holded_collect_events_total",
                    "Events that were stored and answered, by status; accepted + rejected = stored",
                    Map.of("status", status));
        }
    }

    /**
     * Takes one package.
     *
     * @param contentType as sent; empty = none
     * @param contentEncoding as sent; empty = none
     * @param contentLength as sent; negative = none
     * @return the body of the answer, when the events are stored
     * @throws com.holded.pipeline.platform.ProblemException when it is refused as a whole; the result may fail with one
     *     too
     */
    CompletableFuture<byte[]> collect(
            ServletInputStream in, String contentType, String contentEncoding, long contentLength) {
        Form form = ContentTypes.formOf(contentType);
        ContentEncodings.requireKnown(contentEncoding);
        return Arrival.of(in, contentLength, arrival, budget)
                .thenCompose(encoded -> store(encoded, form, contentEncoding));
    }

    private CompletableFuture<byte[]> store(Body encoded, Form form, String contentEncoding) {
        try (Body body = ContentEncodings.decode(encoded, contentEncoding, settings.decodedBytes(), budget)) {
            ContentTypes.requireUtf8(body.bytes(), body.length());
            Instant receivedAt = clock.instant();
            JudgedPackage events = reader.read(body, form, receivedAt);
            long millis = events.receivedAtMillis();
            List<Judged> verdicts = events.events();
            if (verdicts.isEmpty()) {
                return CompletableFuture.completedFuture(
                        CollectAnswer.of(millis, verdicts, new Receipt(ids.next(), 0)));
            }
            return commit.append(events).thenApply(receipt -> answer(millis, verdicts, receipt));
        }
    }

    private byte[] answer(long receivedAtMillis, List<Judged> verdicts, Receipt receipt) {
        long good = verdicts.stream().filter(Judged::accepted).count();
        tally.count(good, verdicts.size() - good);
        return CollectAnswer.of(receivedAtMillis, verdicts, receipt);
    }

    /** Stores what was taken and answers it, then stops. */
    @PreDestroy
    void close() {
        commit.close();
        deadlines.shutdownNow();
    }
}
