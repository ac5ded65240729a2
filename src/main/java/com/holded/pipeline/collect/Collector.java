package com.holded.pipeline.collect;

import com.holded.pipeline.collect.ContentTypes.Form;
import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.storage.ObjectStore;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Takes packages: reads, judges and stores them, and answers when they are stored. One for the whole service, made
 * without a proxy since every request goes through it. Thread-safe.
 */
@Singleton
public class Collector implements AutoCloseable {
    private final Settings.Collect settings;
    private final Clock clock;
    private final PackageReader reader;
    private final Idempotency idempotency;
    private final ByteBudget budget;
    private final SegmentIds ids;
    private final GroupCommit commit;
    private final Tally tally;

    @Inject
    public Collector(Settings settings, ObjectStore store, Contracts contracts, Clock clock, Metrics metrics) {
        this(
                settings.collect(),
                settings.storage().timeout(),
                store::put,
                store::read,
                contracts,
                clock,
                Tally.of(metrics),
                SegmentTally.of(metrics));
        metrics.gauge(Metric.COLLECT_IN_FLIGHT_BYTES, budget::used);
    }

    Collector(
            Settings.Collect settings,
            Duration patience,
            GroupCommit.Storage storage,
            Idempotency.Objects stored,
            Contracts contracts,
            Clock clock,
            Tally tally,
            SegmentTally segments) {
        this.settings = settings;
        this.clock = clock;
        this.tally = tally;
        this.idempotency = new Idempotency(stored, clock);
        this.reader = new PackageReader(new Admission(contracts), settings);
        this.budget = new ByteBudget(settings.inFlightBytes());
        this.ids = new SegmentIds(clock, new SecureRandom());
        this.commit = new GroupCommit(
                storage,
                ids,
                budget,
                new GroupCommit.Limits(
                        settings.segmentBytes(), settings.flushQuiet(), settings.flushInterval(), patience),
                segments);
    }

    /** A collector outside of the server, which nothing counts. */
    public static Collector plain(Settings settings, ObjectStore store, Contracts contracts, Clock clock) {
        return new Collector(
                settings.collect(),
                settings.storage().timeout(),
                store::put,
                store::read,
                contracts,
                clock,
                (sentBytes, events) -> {},
                SegmentTally.NONE);
    }

    /**
     * Takes one package.
     *
     * @return the body of the answer, when the events are stored
     * @throws com.holded.pipeline.platform.ProblemException when it is refused as a whole; the result may fail with one
     *     too
     */
    public CompletableFuture<byte[]> collect(Submission submission) {
        Form form = ContentTypes.formOf(submission.contentType());
        ContentEncodings.requireKnown(submission.contentEncoding());
        Optional<String> key = IdempotencyKey.of(submission.idempotencyKeys());
        Body encoded = Body.read(submission.body(), submission.contentLength(), settings.bodyBytes(), budget);
        long sentBytes = encoded.length();
        try (Body body =
                ContentEncodings.decode(encoded, submission.contentEncoding(), settings.decodedBytes(), budget)) {
            ContentTypes.requireUtf8(body.bytes(), body.length());
            Optional<IdempotencyKey> once =
                    key.map(text -> IdempotencyKey.of(submission.sender().keyId(), text, body.bytes(), body.length()));
            return once.isEmpty()
                    ? store(submission, form, body, once, sentBytes)
                    : idempotency.once(once.get(), () -> store(submission, form, body, once, sentBytes));
        }
    }

    /**
     * What {@link #collect} would answer to a package under these contracts, without ids; nothing is stored. It counts
     * against the sender's limit, since it costs what a package costs.
     *
     * @throws com.holded.pipeline.platform.ProblemException when it would be refused as a whole
     */
    byte[] validate(Submission submission, Contracts asked) {
        Form form = ContentTypes.formOf(submission.contentType());
        ContentEncodings.requireKnown(submission.contentEncoding());
        Body encoded = Body.read(submission.body(), submission.contentLength(), settings.bodyBytes(), budget);
        try (Body body =
                ContentEncodings.decode(encoded, submission.contentEncoding(), settings.decodedBytes(), budget)) {
            ContentTypes.requireUtf8(body.bytes(), body.length());
            PackageReader judge = new PackageReader(new Admission(asked), settings);
            JudgedPackage events = judge.read(body, form, clock.instant(), submission.sender());
            submission.allowance().charge(events.size());
            return CollectAnswer.ofDryRun(events.receivedAtMillis(), events.events());
        }
    }

    private CompletableFuture<byte[]> store(
            Submission submission, Form form, Body body, Optional<IdempotencyKey> key, long sentBytes) {
        JudgedPackage events =
                reader.read(body, form, clock.instant(), submission.sender()).from(submission.origin());
        submission.allowance().charge(events.size());
        long millis = events.receivedAtMillis();
        List<Judged> verdicts = events.events();
        if (verdicts.isEmpty()) {
            return CompletableFuture.completedFuture(CollectAnswer.of(millis, verdicts, new Receipt(ids.next(), 0)));
        }
        return commit.append(events, key).thenApply(receipt -> answer(millis, verdicts, receipt, sentBytes));
    }

    private byte[] answer(long receivedAtMillis, List<Judged> verdicts, Receipt receipt, long sentBytes) {
        tally.stored(sentBytes, verdicts);
        return CollectAnswer.of(receivedAtMillis, verdicts, receipt);
    }

    /** Stores what was taken and answers it, then stops. */
    @PreDestroy
    @Override
    public void close() {
        commit.close();
    }
}
