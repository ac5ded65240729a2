package com.holded.pipeline.local;

import com.holded.pipeline.ledger.Pace;
import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.ledger.RunProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One execution of a job, as the service or the run table tells it.
 *
 * @param secondsLeft about; -1 when nobody knows
 */
record JobRun(
        String id,
        String status,
        String startedAt,
        long segments,
        long segmentsDone,
        long segmentsInAll,
        long events,
        long loaded,
        long duplicates,
        long conflicts,
        long deadLetters,
        double eventsPerSecond,
        long secondsLeft,
        boolean dryRun,
        String message) {
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "STOPPED", "ABANDONED");

    /** No execution at all. */
    static final JobRun NONE = new JobRun("", "COMPLETED", "", 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, false, "");

    static JobRun from(JsonNode execution) {
        return new JobRun(
                execution.path("execution_id").asString(""),
                execution.path("status").asString(""),
                execution.path("started_at").asString(""),
                execution.path("segments").asLong(0),
                execution.path("segments_done").asLong(0),
                execution
                        .path("segments_in_all")
                        .asLong(execution.path("segments").asLong(0)),
                execution.path("events").asLong(0),
                execution.path("loaded").asLong(0),
                execution.path("duplicates").asLong(0),
                execution.path("conflicts").asLong(0),
                execution.path("dead_letters").asLong(0),
                execution.path("events_per_second").asDouble(0),
                execution.path("seconds_left").asLong(-1),
                execution.at("/parameters/dry_run").asBoolean(false),
                execution.path("message").asString(""));
    }

    static JobRun of(Run run) {
        RunProgress progress = run.progress();
        return new JobRun(
                Long.toString(run.id()),
                run.status().name(),
                run.startedAt().toString(),
                progress.segments(),
                progress.segmentsDone(),
                progress.segmentsInAll(),
                progress.events(),
                progress.loaded(),
                progress.duplicates(),
                progress.conflicts(),
                progress.deadLetters(),
                Pace.of(run).eventsPerSecond(),
                Pace.of(run).left().map(Duration::toSeconds).orElse(-1L),
                run.parameters().dryRun(),
                run.message());
    }

    /** The figures of two executions together. */
    JobRun plus(JobRun other) {
        return new JobRun(
                id,
                status,
                startedAt,
                segments + other.segments,
                segmentsDone + other.segmentsDone,
                segmentsInAll + other.segmentsInAll,
                events + other.events,
                loaded + other.loaded,
                duplicates + other.duplicates,
                conflicts + other.conflicts,
                deadLetters + other.deadLetters,
                eventsPerSecond,
                secondsLeft,
                dryRun,
                message);
    }

    boolean isEnded() {
        return ENDED.contains(status);
    }

    boolean isCompleted() {
        return status.equals("COMPLETED");
    }

    /** One line of progress. */
    String progress() {
        return String.format(
                Locale.ROOT,
                "%-9s %3d %%  %,d of %,d segments, %,d events, %,.0f/s%s",
                status,
                percent(),
                segmentsDone,
                segmentsInAll,
                events,
                eventsPerSecond,
                secondsLeft < 0 ? "" : ", about " + minutes(secondsLeft) + " left");
    }

    private static String minutes(long seconds) {
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** How much of it is done, by its segments. */
    int percent() {
        return segmentsInAll == 0 ? 0 : (int) (100 * segmentsDone / segmentsInAll);
    }

    /** One line of results. */
    String result() {
        return String.format(
                Locale.ROOT,
                "%s%s: %,d events in %d segments, %,d loaded, %,d duplicates, %,d conflicts, %,d dead letters%s",
                status,
                dryRun ? " (dry run, nothing is changed)" : "",
                events,
                segments,
                loaded,
                duplicates,
                conflicts,
                deadLetters,
                message.isEmpty() ? "" : " (" + message + ")");
    }
}
