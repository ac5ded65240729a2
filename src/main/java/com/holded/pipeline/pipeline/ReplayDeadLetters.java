package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.MergePatch;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.Replay;
import com.holded.pipeline.ledger.ReplayBatch;
import com.holded.pipeline.ledger.ReplayLoader;
import com.holded.pipeline.ledger.ReplayOutcome;
import com.holded.pipeline.ledger.Replays;
import com.holded.pipeline.platform.Isolation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Dead letters on their second way: edit → judge → enrich → write the enriched object → load, a batch at a time. All but
 * the load may happen any number of times; the load has its effect once. Thread-safe.
 */
public final class ReplayDeadLetters {
    /** Name of the job in the run table. */
    public static final String JOB = "replay-dead-letters";

    private static final int BATCH = 500;
    private static final long BATCH_BYTES = 8L << 20;

    /** A trial holds all its events at once, in memory and in one transaction that is undone. */
    private static final int MOST_TRIED = 10_000;

    private static final long MOST_TRIED_BYTES = 32L << 20;
    private static final Duration LONGEST_TRIAL = Duration.ofSeconds(10);
    private static final Isolation JUDGING = new Isolation(
            "judged again", failure -> SchemasOutOfReach.among(failure).isPresent());

    private final ObjectStore store;
    private final LiveContracts contracts;
    private final Replays replays;
    private final ReplayLoader loader;
    private final Enrichment enrichment;
    private final SecondVerdict verdict;
    private final Clock clock;

    public ReplayDeadLetters(
            ObjectStore store, LiveContracts contracts, DataSource dataSource, Settings settings, Clock clock) {
        this.store = store;
        this.contracts = contracts;
        this.replays = new Replays(dataSource);
        this.loader = new ReplayLoader(dataSource);
        this.enrichment = Enrichment.ofWeights(settings.jobs().qualityWeights());
        this.verdict = new SecondVerdict(new Admission(contracts), enrichment, settings.collect());
        this.clock = clock;
    }

    /** Lets the contracts that are registered now hold for what follows, not those of a few seconds ago. */
    public void prepare() {
        contracts.refresh();
    }

    /**
     * Settles the next dead letters of a replay.
     *
     * @param after those up to this one are done
     * @return the last one that was taken up; empty when none was left
     * @throws com.holded.pipeline.platform.ProblemException CONFLICT when the run is no longer alive
     */
    public Optional<UUID> next(Replay replay, long runId, Optional<UUID> after) {
        List<Replays.Open> letters = replays.next(replay, after, BATCH, BATCH_BYTES);
        if (letters.isEmpty()) {
            return Optional.empty();
        }
        Judged judged = judge(letters, replay.filter(), patch(replay.patch()));
        String enrichedKey = write(replay, judged, letters);
        loader.load(replay, runId, new ReplayBatch(judged.passed(), judged.failed(), enrichedKey));
        return Optional.of(last(letters));
    }

    /** What a replay of these dead letters would do now; nothing is changed. */
    public ReplayTrial tryOut(DeadLetterFilter filter, Optional<String> patch, long matched) {
        Instant end = clock.instant().plus(LONGEST_TRIAL);
        Judged all = new Judged();
        long bytes = 0;
        Optional<UUID> after = Optional.empty();
        while (all.size() < MOST_TRIED
                && bytes < MOST_TRIED_BYTES
                && clock.instant().isBefore(end)) {
            List<Replays.Open> letters = replays.candidates(filter, after, BATCH, BATCH_BYTES);
            if (letters.isEmpty()) {
                break;
            }
            Judged judged = judge(letters, filter, patch(patch));
            all.passed().addAll(judged.passed());
            all.failed().addAll(judged.failed());
            bytes += letters.stream()
                    .mapToLong(open -> open.letter().event().length())
                    .sum();
            after = Optional.of(last(letters));
        }
        List<ReplayOutcome> outcomes = loader.tryOut(new ReplayBatch(all.passed(), all.failed(), ""));
        return new ReplayTrial(Math.max(matched, outcomes.size()), outcomes, subjects(all.passed()));
    }

    private static Map<Integer, Set<String>> subjects(List<EnrichedEvent> events) {
        return events.stream()
                .collect(Collectors.groupingBy(
                        EnrichedEvent::schemaId,
                        Collectors.mapping(
                                event -> Contracts.subjectOf(event.event().eventType()), Collectors.toSet())));
    }

    private static UUID last(List<Replays.Open> letters) {
        return letters.get(letters.size() - 1).letter().eventId();
    }

    static Optional<MergePatch> patch(Optional<String> text) {
        return text.map(json -> new MergePatch(JsonText.embedded(json)
                .orElseThrow(() -> new IllegalStateException("a patch that is no JSON was let in"))));
    }

    private Judged judge(List<Replays.Open> letters, DeadLetterFilter filter, Optional<MergePatch> patch) {
        Judged judged = new Judged();
        for (Replays.Open open : letters) {
            EventId id = new EventId(open.letter().eventId());
            Judged one = JUDGING.on(
                    () -> {
                        Judged alone = new Judged();
                        verdict.judge(open.letter(), filter, patch, alone);
                        return alone;
                    },
                    failure -> Judged.failure(id, 0, failure));
            judged.add(one);
        }
        return judged;
    }

    /**
     * Key and bytes are a function of the replay and its events, so that an object that was written twice is the same.
     *
     * @param judged from which those go over to the failed ones that cannot be written
     */
    private String write(Replay replay, Judged judged, List<Replays.Open> letters) {
        Map<UUID, Instant> storedAt =
                letters.stream().collect(Collectors.toMap(open -> open.letter().eventId(), Replays.Open::storedAt));
        EnrichedLines lines = new EnrichedLines(letters.size(), replay.requestedAt(), enrichment.version());
        judged.passed().removeIf(event -> {
            Instant stored = storedAt.getOrDefault(event.id().value(), event.receivedAt());
            Optional<Violation> failure = lines.append(event, stored.toString());
            failure.ifPresent(found -> judged.add(Judged.failure(event.id(), event.schemaId(), found)));
            return failure.isPresent();
        });
        if (judged.passed().isEmpty()) {
            return "";
        }
        byte[] bytes = lines.compressed();
        SegmentId first = judged.passed().get(0).id().segment();
        String key = Keys.replayed(first, replay.id(), Sha256.hex(Sha256.of(bytes)));
        store.put(new NewObject(key, bytes, SegmentFormat.CONTENT_TYPE));
        return key;
    }

    /** Events that were judged again. */
    private record Judged(List<EnrichedEvent> passed, List<ReplayBatch.Failed> failed)
            implements SecondVerdict.Findings {
        Judged() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        static Judged failure(EventId id, int schemaId, Violation failure) {
            Judged failed = new Judged();
            failed.failed(new ReplayBatch.Failed(id, schemaId, List.of(failure)));
            return failed;
        }

        void add(Judged others) {
            passed.addAll(others.passed);
            failed.addAll(others.failed);
        }

        int size() {
            return passed.size() + failed.size();
        }

        @Override
        public void passed(EnrichedEvent event) {
            passed.add(event);
        }

        @Override
        public void failed(ReplayBatch.Failed letter) {
            failed.add(letter);
        }
    }
}
