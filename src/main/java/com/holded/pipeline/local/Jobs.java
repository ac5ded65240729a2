package com.holded.pipeline.local;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Starts jobs of a service and waits for their end. */
final class Jobs {
    private static final String PROCESS_EVENTS = "jobs/process-events/executions";
    private static final int CONFLICT = 409;
    private static final int MOST_SUMMED = 200;
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ServiceClient client;

    Jobs(ServiceClient client) {
        this.client = client;
    }

    /**
     * Processes what was collected. While another execution is alive, as the schedule starts them, it waits for that
     * one's end: it may have looked before the last events came.
     *
     * @param changes told of each state that differs from the one before
     * @return the execution after its end
     */
    JobRun processEvents(Consumer<JobRun> changes) {
        Optional<JobRun> begun = start();
        while (begun.isEmpty()) {
            pause();
            begun = start();
        }
        return awaitEnd(begun.orElseThrow(), changes);
    }

    /**
     * Waits for the end of an execution.
     *
     * @param changes told of each state that differs from the one before
     * @return the execution after its end
     */
    JobRun awaitEnd(JobRun begun, Consumer<JobRun> changes) {
        JobRun run = begun;
        changes.accept(run);
        while (!run.isEnded()) {
            pause();
            JobRun now = execution(run.id());
            if (!now.equals(run)) {
                changes.accept(now);
            }
            run = now;
        }
        return run;
    }

    /** The id of the last execution, which has ended; 0 when there was none. */
    long lastEnded() {
        while (true) {
            List<JobRun> last = latest(1);
            if (last.isEmpty()) {
                return 0;
            }
            if (last.get(0).isEnded()) {
                return Long.parseLong(last.get(0).id());
            }
            pause();
        }
    }

    /** The sum of the executions after the one with this id. */
    JobRun since(long id) {
        return latest(MOST_SUMMED).stream()
                .filter(run -> Long.parseLong(run.id()) > id)
                .reduce(JobRun.NONE, JobRun::plus);
    }

    private Optional<JobRun> start() {
        HttpResponse<String> answer = client.send(
                client.request(PROCESS_EVENTS)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == CONFLICT
                ? Optional.empty()
                : Optional.of(JobRun.from(ServiceClient.document(answer)));
    }

    /** The execution as it stands. */
    JobRun execution(String id) {
        return JobRun.from(client.read("jobs/executions/" + id));
    }

    /** The last executions, newest first. */
    List<JobRun> latest(int most) {
        JsonNode executions = client.read("jobs/executions?limit=" + most).path("executions");
        return executions.valueStream().map(JobRun::from).toList();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted; the job goes on", interrupted);
        }
    }
}
