package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayLoaderIT {
    private static TestDatabase database;
    private static Sql sql;

    private SegmentTask task;
    private SegmentLoader segments;
    private Replays replays;
    private ReplayLoader loader;
    private Replay replay;
    private long run;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
        sql = database.sql();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void a_segment_with_five_dead_letters_of_which_a_replay_was_asked_for() {
        sql.execute(
                "TRUNCATE job_runs, raw_segments, business_events, duplicate_events, dead_letters, daily_rollup, monthly_rollup, daily_totals,"
                        + " dead_letter_actions, dead_letter_outcomes");
        Runs runs = new Runs(database.dataSource(), Duration.ofMinutes(1));
        Segments known = new Segments(database.dataSource());
        known.register(List.of(Loads.stored(new SegmentId(1_772_705_555_000L, 1))));
        task = known.take(runs.start("process-events", "it").orElseThrow().id(), RunParameters.ALL, Portion.of(1, 1))
                .get(0);
        segments = new SegmentLoader(database.dataSource());
        segments.load(List.of(withDeadLetters()));
        replays = new Replays(database.dataSource());
        loader = new ReplayLoader(database.dataSource());
        run = runs.start("replay-dead-letters", "it").orElseThrow().id();
        replay = replays.request("it", DeadLetterFilter.ALL, Optional.empty(), run);
    }

    private LoadableSegment withDeadLetters() {
        Loads loads = Loads.of(task);
        IntStream.range(0, 5).forEach(line -> loads.deadLetter());
        return loads.event("a", "m0", "10").build();
    }

    /** Events under the ids of the dead letters. */
    private List<EnrichedEvent> mended(String... messages) {
        Loads loads = Loads.of(task);
        for (String message : messages) {
            loads.event("a", message, "10");
        }
        return loads.build().events();
    }

    @Test
    void a_replayed_event_has_a_row_under_its_own_id_and_counts_in_the_rollup() {
        List<EnrichedEvent> events = mended("m1", "m2");

        List<ReplayOutcome> outcomes = loader.load(replay, run, new ReplayBatch(events, List.of(), "events/key"));

        assertThat(outcomes).extracting(ReplayOutcome::kind).containsOnly(ReplayOutcome.Kind.LOADED);
        assertThat(sql.rows("SELECT event_id FROM business_events WHERE message_id IN ('m1', 'm2') ORDER BY 1"))
                .containsExactlyElementsOf(
                        events.stream().map(event -> event.id().toString()).toList());
        assertThat(sql.rows("SELECT status, attempts, count(*) FROM dead_letters GROUP BY 1, 2 ORDER BY 1"))
                .containsExactly("open|1|3", "replayed|2|2");
        assertThat(sql.rows("SELECT events, loaded, dead_letters, replayed, replayed_duplicates FROM raw_segments"))
                .containsExactly("6|1|5|2|0");
        assertThat(replays.find(replay.id()).orElseThrow().counts()).isEqualTo(new Replay.Counts(2, 0, 0, 0));
        assertRollupEqualsRecount();
    }

    @Test
    void the_rules_of_every_load_hold_duplicates_conflicts_and_failures() {
        List<EnrichedEvent> passed = Loads.of(task)
                .event("a", "m0", "10")
                .event("a", "m0", "11")
                .event("a", "m3", "1")
                .event("a", "m3", "1")
                .build()
                .events();
        Violation still = new Violation(Reason.SCHEMA, "/data/amount", "minimum", "too little");

        List<ReplayOutcome> outcomes = loader.load(
                replay,
                run,
                new ReplayBatch(
                        passed,
                        List.of(new ReplayBatch.Failed(EventId.of(task.segment(), 4), 2, List.of(still))),
                        "events/key"));

        assertThat(outcomes)
                .extracting(outcome -> outcome.id().line() + " " + outcome.kind())
                .containsExactlyInAnyOrder("0 DUPLICATE", "1 CONFLICT", "2 LOADED", "3 DUPLICATE", "4 FAILED");
        assertThat(sql.rows("SELECT line, status FROM dead_letters ORDER BY line"))
                .containsExactly("0|replayed", "1|open", "2|replayed", "3|replayed", "4|open");
        assertThat(sql.rows("SELECT count(*), count(DISTINCT original_event_id) FROM duplicate_events"))
                .containsExactly("2|2");
        assertThat(sql.rows("SELECT outcome, errors->0->>'reason', errors->0->>'keyword' FROM dead_letter_outcomes"
                        + " WHERE errors <> '[]' ORDER BY 1"))
                .containsExactly("conflict|ID_CONFLICT|", "failed|SCHEMA|minimum");
        assertThat(sql.rows("SELECT loaded, dead_letters, replayed, replayed_duplicates FROM raw_segments"))
                .containsExactly("1|5|1|2");
        assertRollupEqualsRecount();
    }

    @Test
    void a_batch_that_is_repeated_changes_nothing() {
        ReplayBatch batch = new ReplayBatch(mended("m1", "m2"), List.of(), "events/key");
        loader.load(replay, run, batch);
        List<String> before = everything();

        assertThat(loader.load(replay, run, batch)).isEmpty();

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void of_two_at_the_same_time_one_counts() throws Exception {
        ReplayBatch batch = new ReplayBatch(mended("m1", "m2", "m3", "m4", "m5"), List.of(), "events/key");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<List<ReplayOutcome>> one = threads.submit(() -> loader.load(replay, run, batch));
            Future<List<ReplayOutcome>> other = threads.submit(() -> loader.load(replay, run, batch));

            assertThat(one.get().size() + other.get().size()).isEqualTo(5);
        } finally {
            threads.shutdown();
        }
        assertThat(sql.rows("SELECT count(*) FROM business_events")).containsExactly("6");
        assertRollupEqualsRecount();
    }

    @Test
    void a_run_that_was_taken_for_dead_settles_nothing() {
        sql.execute("UPDATE job_runs SET status = 'ABANDONED', ended_at = now() WHERE run_id = " + run);
        List<String> before = everything();

        assertThatThrownBy(() -> loader.load(replay, run, new ReplayBatch(mended("m1"), List.of(), "events/key")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.CONFLICT));

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void a_trial_tells_the_same_and_leaves_no_trace() {
        ReplayBatch batch = new ReplayBatch(mended("m1", "m0"), List.of(), "");
        List<String> before = everything();

        List<ReplayOutcome> trial = loader.tryOut(batch);

        assertThat(trial)
                .extracting(ReplayOutcome::kind)
                .containsExactly(ReplayOutcome.Kind.LOADED, ReplayOutcome.Kind.DUPLICATE);
        assertThat(everything()).isEqualTo(before);
        assertThat(loader.load(replay, run, batch)).isEqualTo(trial);
    }

    @Test
    void an_event_that_the_database_refuses_stays_dead_and_its_neighbours_pass() {
        sql.execute("ALTER TABLE business_events ADD CONSTRAINT poison CHECK (message_id <> 'm2')");
        try {
            List<ReplayOutcome> outcomes =
                    loader.load(replay, run, new ReplayBatch(mended("m1", "m2", "m3"), List.of(), "events/key"));

            assertThat(outcomes)
                    .extracting(outcome -> outcome.id().line() + " " + outcome.kind())
                    .containsExactlyInAnyOrder("0 LOADED", "1 FAILED", "2 LOADED");
            assertRollupEqualsRecount();
        } finally {
            sql.execute("ALTER TABLE business_events DROP CONSTRAINT poison");
        }
    }

    @Test
    void a_segment_that_somebody_loads_once_more_after_a_replay_neither_doubles_nor_loses_it() {
        loader.load(replay, run, new ReplayBatch(mended("m1", "m2"), List.of(), "events/key"));
        List<String> before = everything();

        // The loader leaves a loaded segment alone; made new by hand, it is refused whole.
        assertThat(segments.load(List.of(withDeadLetters()))).containsExactly(new LoadCounts(6, 1, 0, 0, 5));
        assertThat(everything()).isEqualTo(before);
        sql.execute("UPDATE raw_segments SET state = 'new'");
        assertThatThrownBy(() -> segments.load(List.of(withDeadLetters()))).isInstanceOf(ProblemException.class);
        sql.execute("UPDATE raw_segments SET state = 'loaded'");

        assertThat(everything()).isEqualTo(before);
        assertRollupEqualsRecount();
    }

    @Test
    void a_replay_takes_up_only_what_was_open_when_it_was_asked_for_and_each_once() {
        DeadLetters letters = new DeadLetters(database.dataSource());
        letters.discard(EventId.of(task.segment(), 0).value(), "it", "a test event");
        loader.load(replay, run, new ReplayBatch(mended("x", "m2").subList(1, 2), List.of(), "events/key"));
        sql.execute("UPDATE dead_letters SET first_seen_at = now() + interval '1 second' WHERE line = 4");

        assertThat(replays.next(replay, Optional.empty(), 10, 1_000))
                .extracting(open -> open.letter().line())
                .containsExactly(2, 3);
        assertThat(replays.next(replay, Optional.empty(), 10, 1))
                .as("one at least, whatever its size")
                .hasSize(1);
        assertThat(replays.candidates(DeadLetterFilter.ALL, Optional.empty(), 10, 1_000))
                .hasSize(3);
    }

    @Test
    void a_discarded_dead_letter_is_on_record_and_cannot_be_discarded_or_replayed_again() {
        DeadLetters letters = new DeadLetters(database.dataSource());
        EventId id = EventId.of(task.segment(), 0);

        assertThat(letters.discard(id.value(), "admin", "a test event")).isTrue();
        assertThat(letters.discard(id.value(), "admin", "again")).isFalse();
        assertThat(loader.load(replay, run, new ReplayBatch(mended("m1"), List.of(), "events/key")))
                .isEmpty();

        assertThat(letters.find(id.value()).orElseThrow().status()).isEqualTo("discarded");
        assertThat(letters.history(id.value()))
                .extracting(
                        deed -> deed.action() + " " + deed.requestedBy() + " " + deed.outcome() + " " + deed.reason())
                .containsExactly("discard admin discarded a test event");
    }

    @Test
    void the_record_is_append_only() {
        loader.load(replay, run, new ReplayBatch(mended("m1"), List.of(), "events/key"));

        for (String change : List.of(
                "DELETE FROM dead_letter_actions",
                "DELETE FROM dead_letter_outcomes",
                "UPDATE dead_letter_actions SET requested_by = 'somebody else'",
                "UPDATE dead_letter_outcomes SET outcome = 'failed'")) {
            assertThatThrownBy(() -> sql.execute(change)).hasStackTraceContaining("append-only");
        }
    }

    private static List<String> everything() {
        return sql.rows("SELECT xmin::text, event_id::text, '' FROM business_events"
                + " UNION ALL SELECT xmin::text, event_id::text, status FROM dead_letters"
                + " UNION ALL SELECT xmin::text, event_id::text, '' FROM duplicate_events"
                + " UNION ALL SELECT xmin::text, company_id, events::text FROM daily_rollup"
                + " UNION ALL SELECT xmin::text, company_id, events::text FROM monthly_rollup"
                + " UNION ALL SELECT xmin::text, event_type, events::text FROM daily_totals"
                + " UNION ALL SELECT '', segment_id, replayed::text FROM raw_segments"
                + " UNION ALL SELECT xmin::text, event_id::text, outcome FROM dead_letter_outcomes ORDER BY 2, 3");
    }

    private static void assertRollupEqualsRecount() {
        assertThat(sql.recount()).isEmpty();
    }
}
