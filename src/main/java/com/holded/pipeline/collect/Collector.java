package com.holded.pipeline.collect;

import com.holded.pipeline.collect.ContentTypes.Form;
import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
     * @param allowance what the sender's events are charged to
     * @return the body of the answer, when the events are stored
     * @throws com.holded.pipeline.platform.ProblemException when it is refused as a whole; the result may fail with one
     *     too
     */
    CompletableFuture<byte[]> collect(
            InputStream in,
            String contentType,
            String contentEncoding,
            long contentLength,
            Caller sender,
            Allowance allowance) {
        Form form = ContentTypes.formOf(contentType);
        ContentEncodings.requireKnown(contentEncoding);
        Body encoded = Body.read(in, contentLength, settings.bodyBytes(), budget);
        try (Body body = ContentEncodings.decode(encoded, contentEncoding, settings.bodyBytes(), budget)) {
            ContentTypes.requireUtf8(body.bytes(), body.length());
            Instant receivedAt = clock.instant();
            JudgedPackage events = reader.read(body, form, receivedAt, sender);
            allowance.charge(events.size());
            long millis = events.receivedAtMillis();
            List<Judged> verdicts = events.events();
            if (verdicts.isEmpty()) {
                return CompletableFuture.completedFuture(
                        CollectAnswer.of(millis, verdicts, new Receipt(ids.next(), 0)));
            }
            return commit.append(events, Optional.empty()).thenApply(receipt -> answer(millis, verdicts, receipt));
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
    }
}
