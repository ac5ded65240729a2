package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsIT {
    private static final String JOB = "process-events";
    private static final long FIRST = Instant.parse("2026-03-05T10:00:00Z").toEpochMilli();

    private static final long BYTES = 1_000_000;

    private static TestDatabase database;
    private static Sql sql;

    private Segments segments;
    private Runs runs;

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
    void empty() {
        sql.execute(
                "TRUNCATE job_runs, raw_segments, business_events, duplicate_events, dead_letters, daily_rollup, monthly_rollup, daily_totals,"
                        + " dry_run_segments, dry_run_messages, batch.jbatchjobinstancedata CASCADE");
        segments = new Segments(database.dataSource());
        runs = runs();
    }

    private static Runs runs() {
        return new Runs(database.dataSource(), Duration.ofMinutes(1));
    }

    @Test
    void of_two_replicas_that_start_the_job_at_the_same_time_one_does() throws Exception {
        List<Runs> replicas = List.of(runs(), runs());
        CyclicBarrier together = new CyclicBarrier(replicas.size());
        ExecutorService pool = Executors.newFixedThreadPool(replicas.size());
        try {
            for (int round = 0; round < 50; round++) {
                List<Run> started = new ArrayList<>();
                List<Callable<Optional<Run>>> starts = replicas.stream()
                        .<Callable<Optional<Run>>>map(replica -> () -> {
                            together.await();
                            return replica.start(JOB, "it");
                        })
                        .toList();
                for (Future<Optional<Run>> start : pool.invokeAll(starts)) {
                    start.get().ifPresent(started::add);
                }

                assertThat(started).as("round " + round).hasSize(1);
                runs.endWell(started.get(0).id());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void another_job_does_not_wait() {
        runs.start(JOB, "it").orElseThrow();

        assertThat(runs.start(JOB, "it")).isEmpty();
        assertThat(runs.start("replay-dead-letters", "it")).isPresent();
    }

    @Test
    void a_run_is_restarted_once_with_its_parameters() {
        RunParameters asked = new RunParameters(
                Optional.of(Instant.parse("2026-03-05T10:00:00Z")), Optional.empty(), "c", "T", Reprocess.FAILED, true);
        Run first = runs.start(JOB, "it", asked).orElseThrow();
        runs.end(first.id(), RunStatus.FAILED, "why");

        Run second = runs.restart(first, "another").orElseThrow();
        runs.endWell(second.id());

        assertThat(second.parameters()).isEqualTo(asked);
        assertThat(second.restartOf()).contains(first.id());
        assertThat(second.startedBy()).isEqualTo("another");
        assertThat(runs.restart(first, "it")).isEmpty();
        assertThat(runs.restartOf(first.id())).map(Run::id).contains(second.id());
        assertThat(runs.restart(second, "it")).isPresent();
    }

    @Test
    void runs_of_every_job_that_fell_silent_are_shown_as_abandoned_and_come_to_life_no_more() {
        Run process = runs.start(JOB, "it").orElseThrow();
        Run replay = runs.start("replay-dead-letters", "it").orElseThrow();
        Run alive = runs.start("another", "it").orElseThrow();
        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '61 seconds' WHERE job_name <> 'another'");

        assertThat(runs.abandonSilent()).extracting(Run::id).containsExactlyInAnyOrder(process.id(), replay.id());

        assertThat(runs.heartbeat(process.id())).isFalse();
        runs.endWell(replay.id());
        assertThat(runs.heartbeat(alive.id())).isTrue();
        assertThat(sql.rows("SELECT status FROM job_runs ORDER BY run_id"))
                .containsExactly("ABANDONED", "ABANDONED", "STARTING");
    }

    @Test
    void a_second_wish_to_stop_changes_nothing_and_an_ended_run_hears_none() {
        Run run = runs.start(JOB, "it").orElseThrow();
        runs.started(run.id(), 17);

        assertThat(runs.stopping(run.id())).isTrue();
        assertThat(runs.stopping(run.id())).isTrue();
        assertThat(runs.heartbeat(run.id())).isFalse();
        runs.endWell(run.id());

        assertThat(runs.stopping(run.id())).isFalse();
        assertThat(runs.find(run.id()).orElseThrow().status()).isEqualTo(RunStatus.STOPPED);
    }

    @Test
    void progress_tells_what_is_done_and_what_is_left() {
        store(3);
        Run run = runs.start(JOB, "it").orElseThrow();
        List<SegmentTask> tasks = segments.take(run.id(), RunParameters.ALL, Portion.of(2, BYTES));
        new SegmentLoader(database.dataSource())
                .load(List.of(Loads.of(tasks.get(0))
                        .event("a", "m1", "1")
                        .deadLetter()
                        .build()));

        assertThat(runs.heartbeat(run.id(), RunParameters.ALL, Optional.empty()))
                .isTrue();
        RunProgress underWay = runs.find(run.id()).orElseThrow().progress();
        segments.quarantine(tasks.get(1), "why");
        runs.endWell(run.id());
        RunProgress ended = runs.find(run.id()).orElseThrow().progress();

        assertThat(underWay)
                .isEqualTo(new RunProgress(2, 1, 0, 2, 1, 0, 0, 1, 200, 100, new RunProgress.Waiting(1, 100)));
        assertThat(underWay.segmentsInAll()).isEqualTo(3);
        assertThat(ended).isEqualTo(new RunProgress(2, 2, 1, 2, 1, 0, 0, 1, 200, 200, new RunProgress.Waiting(1, 100)));
    }

    @Test
    void a_run_takes_the_segments_of_its_time_and_kind_alone() {
        store(5);
        Run failed = runs.start(JOB, "it").orElseThrow();
        segments.take(failed.id(), RunParameters.ALL, Portion.of(1, BYTES))
                .forEach(task -> segments.quarantine(task, "why"));
        runs.endWell(failed.id());
        Run run = runs.start(JOB, "it").orElseThrow();

        assertThat(taken(run, parameters(1, 3, Reprocess.MISSING))).containsExactly(1L, 2L);
        assertThat(taken(run, parameters(0, 2, Reprocess.FAILED))).containsExactly(0L);
        assertThat(taken(run, parameters(0, 2, Reprocess.FAILED))).isEmpty();
        assertThat(taken(run, RunParameters.ALL)).containsExactly(3L, 4L);
    }

    @Test
    void a_quarantined_segment_that_can_be_read_now_is_loaded_and_one_that_cannot_keeps_its_reason() {
        store(2);
        Run first = runs.start(JOB, "it").orElseThrow();
        segments.take(first.id(), RunParameters.ALL, Portion.of(2, BYTES))
                .forEach(task -> segments.quarantine(task, "not yet"));
        runs.endWell(first.id());
        Run again = runs.start(JOB, "it", parameters(0, 2, Reprocess.FAILED)).orElseThrow();

        List<SegmentTask> tasks = segments.take(again.id(), again.parameters(), Portion.of(10, BYTES));
        assertThat(sql.rows("SELECT state, reason, finished_at FROM raw_segments"))
                .containsOnly("quarantined|not yet|");
        new SegmentLoader(database.dataSource())
                .load(List.of(Loads.of(tasks.get(0)).event("a", "m1", "1").build()));
        segments.quarantine(tasks.get(1), "still not");
        runs.endWell(again.id());

        assertThat(sql.rows("SELECT state, reason, finished_at IS NOT NULL FROM raw_segments"))
                .containsExactlyInAnyOrder("loaded||t", "quarantined|still not|t");
        assertThat(runs.find(again.id()).orElseThrow().progress())
                .extracting(RunProgress::segmentsDone, RunProgress::quarantined, RunProgress::loaded)
                .containsExactly(2, 1, 1L);
    }

    @Test
    void a_dry_run_counts_what_a_load_would_and_leaves_everything_as_it_is() {
        store(4);
        Run loading = runs.start(JOB, "it").orElseThrow();
        SegmentTask loaded = segments.take(loading.id(), RunParameters.ALL, Portion.of(1, BYTES))
                .get(0);
        new SegmentLoader(database.dataSource())
                .load(List.of(Loads.of(loaded).event("a", "m1", "1").build()));
        runs.endWell(loading.id());
        List<String> before = everything();
        Run run = runs.start(JOB, "it", dryRun("")).orElseThrow();
        DryRuns dryRuns = new DryRuns(database.dataSource());

        List<SegmentTask> tasks = segments.look(run.id(), run.parameters(), Optional.empty(), Portion.of(10, BYTES));
        List<SegmentTask> twice = new ArrayList<>(tasks.subList(0, 2));
        twice.add(tasks.get(1));
        for (SegmentTask task : twice) {
            tryOut(
                    dryRuns,
                    Loads.of(task)
                            .event("a", "m1", "1")
                            .event("a", "m1", "2")
                            .event("a", "m2", "1")
                            .event("b", "m1", "1")
                            .event("b", "", "1")
                            .deadLetter(),
                    "");
        }
        dryRuns.unreadable(tasks.get(2));
        runs.heartbeat(run.id());

        // The second segment: all messages but the one without an id are known from the first.
        assertThat(runs.find(run.id()).orElseThrow().progress())
                .isEqualTo(new RunProgress(3, 3, 1, 12, 4, 4, 2, 2, 300, 300, RunProgress.Waiting.NONE));
        runs.endWell(run.id());
        assertThat(runs.find(run.id()).orElseThrow().progress().loaded()).isEqualTo(4);
        assertThat(everything()).isEqualTo(before);
        assertThat(sql.rows("SELECT count(*) FROM dry_run_messages")).containsExactly("0");
        assertThat(sql.rows("SELECT count(*) FROM dry_run_segments")).containsExactly("0");
    }

    @Test
    void a_dry_run_about_a_company_counts_its_events_alone() {
        store(1);
        Run run = runs.start(JOB, "it", dryRun("b")).orElseThrow();
        SegmentTask task = segments.look(run.id(), run.parameters(), Optional.empty(), Portion.of(10, BYTES))
                .get(0);

        tryOut(
                new DryRuns(database.dataSource()),
                Loads.of(task).event("a", "m1", "1").event("b", "m1", "1").deadLetter(),
                "b");
        runs.endWell(run.id());

        assertThat(runs.find(run.id()).orElseThrow().progress())
                .extracting(RunProgress::events, RunProgress::loaded, RunProgress::deadLetters)
                .containsExactly(1L, 1L, 0L);
    }

    @Test
    void history_is_purged_by_age_but_for_the_latest_run_of_each_job_and_what_lives() {
        store(1);
        Run old = ended(JOB);
        segments.take(old.id(), RunParameters.ALL, Portion.of(1, BYTES));
        Run oldReplay = ended("replay-dead-letters");
        Run later = ended(JOB);
        Run silent = runs.start(JOB, "it").orElseThrow();
        sql.execute(
                "UPDATE job_runs SET ended_at = ended_at - interval '91 days', started_at = now() - interval '91 days'"
                        + " WHERE run_id IN (" + old.id() + "," + oldReplay.id() + "," + silent.id() + ")");
        for (Run run : List.of(old, later)) {
            sql.execute(
                    "WITH i AS (INSERT INTO batch.jbatchjobinstancedata (name) VALUES ('j') RETURNING jobinstanceid),"
                            + " e AS (INSERT INTO batch.jbatchexecutioninstancedata (jobinstanceid, createtime)"
                            + " SELECT jobinstanceid, now() - interval '92 days' FROM i RETURNING jobexecid),"
                            + " s AS (INSERT INTO batch.jbatchjobstatus SELECT jobinstanceid FROM i)"
                            + " UPDATE job_runs SET batch_execution_id = e.jobexecid FROM e WHERE run_id = "
                            + run.id());
        }

        assertThat(new JobHistory(database.dataSource(), Duration.ofDays(90)).purge())
                .isOne();

        assertThat(sql.rows("SELECT run_id FROM job_runs ORDER BY run_id"))
                .containsExactly("" + oldReplay.id(), "" + later.id(), "" + silent.id());
        assertThat(sql.rows("SELECT run_id FROM raw_segments")).containsExactly("" + old.id());
        assertThat(sql.rows("SELECT count(*) FROM batch.jbatchexecutioninstancedata JOIN batch.jbatchjobinstancedata"
                        + " USING (jobinstanceid) JOIN batch.jbatchjobstatus ON id = jobinstanceid"))
                .containsExactly("1");
    }

    @Test
    void a_purge_forgets_what_dry_runs_left_behind_that_died() {
        Run alive = runs.start(JOB, "it", dryRun("")).orElseThrow();
        for (long run : List.of(alive.id(), alive.id() - 1)) {
            sql.execute("INSERT INTO dry_run_segments VALUES (" + run + ", 's', 1, true, 0, 0, 0, 0, 0)");
        }

        new JobHistory(database.dataSource(), Duration.ofDays(90)).purge();

        assertThat(sql.rows("SELECT run_id FROM dry_run_segments")).containsExactly("" + alive.id());
    }

    private Run ended(String job) {
        Run run = runs.start(job, "it").orElseThrow();
        runs.endWell(run.id());
        return run;
    }

    private static void tryOut(DryRuns dryRuns, Loads loads, String company) {
        LoadableSegment segment = loads.build();
        dryRuns.tryOut(segment.task(), segment.events(), segment.deadLetters(), new DryRuns.Question(company, ""));
    }

    private static RunParameters dryRun(String company) {
        return new RunParameters(Optional.empty(), Optional.empty(), company, "", Reprocess.MISSING, true);
    }

    private static RunParameters parameters(int from, int to, Reprocess reprocess) {
        return new RunParameters(
                Optional.of(Instant.ofEpochMilli(FIRST + from)),
                Optional.of(Instant.ofEpochMilli(FIRST + to)),
                "",
                "",
                reprocess,
                false);
    }

    /** Segments a millisecond apart, of 100 bytes each. */
    private void store(int count) {
        segments.register(LongStream.range(0, count)
                .mapToObj(millis -> Loads.stored(new SegmentId(FIRST + millis, 7)))
                .toList());
    }

    private List<Long> taken(Run run, RunParameters parameters) {
        return segments.take(run.id(), parameters, Portion.of(10, BYTES)).stream()
                .map(task -> task.segment().openedAtMillis() - FIRST)
                .sorted()
                .toList();
    }

    private static List<String> everything() {
        List<String> rows = new ArrayList<>();
        for (String table : RebuildTables.TABLES) {
            rows.addAll(sql.rows("SELECT xmin, * FROM " + table + " ORDER BY 2"));
        }
        return rows;
    }
}
