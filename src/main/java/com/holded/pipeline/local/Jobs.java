package com.holded.pipeline.local;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Starts jobs of a service and waits for their end. */
final class Jobs {
    private static final String PROCESS_EVENTS = "process-events";
    private static final String REBUILD = "rebuild-analytics";
    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int OVERLOADED = 503;
    private static final String DATA = "data:";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_SUMMED = 200;
    /** Executions of other jobs may be newer than the one that is alive. */
    private static final int MOST_LOOKED_AT = 20;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final ServiceClient client;

    Jobs(ServiceClient client) {
        this.client = client;
    }

    /**
     * Processes what was collected. While another execution is alive, as the schedule starts them, it waits for that
     * one's end: it may have looked before the last events came.
     *
     * @param parameters as JSON; empty = none
     * @param others told of another execution that is waited for, and again when it has ended
     * @param changes told of each state, of either, that differs from the one before
     * @return the execution after its end
     */
    JobRun processEvents(String parameters, Consumer<JobRun> others, Consumer<JobRun> changes) {
        Optional<JobRun> begun = start(PROCESS_EVENTS, parameters);
        while (begun.isEmpty()) {
            Optional<JobRun> alive = alive(PROCESS_EVENTS);
            alive.ifPresent(other -> {
                others.accept(other);
                others.accept(awaitEnd(other, changes));
            });
            if (alive.isEmpty()) {
                pause();
            }
            begun = start(PROCESS_EVENTS, parameters);
        }
        return awaitEnd(begun.orElseThrow(), changes);
    }

    private Optional<JobRun> alive(String job) {
        return executions(MOST_LOOKED_AT)
                .filter(execution -> execution.path("job").asString("").equals(job))
                .map(JobRun::from)
                .filter(run -> !run.isEnded())
                .findFirst();
    }

    /**
     * Rebuilds the analytics from the raw events.
     *
     * @param changes told of each state that differs from the one before
     * @return the execution after its end
     * @throws LocalProblem when a rebuild is alive already
     */
    JobRun rebuild(Consumer<JobRun> changes) {
        JobRun begun = start(REBUILD, "")
                .orElseThrow(() -> new LocalProblem(
                        "A rebuild runs already, here or on another replica. Wait for it, or stop it"));
        return awaitEnd(begun, changes);
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
            run = follow(run, changes);
        }
        return run;
    }

    /** Its last state that was told; it may not be the end: a service that stops, or has too many to tell, tells no more. */
    private JobRun follow(JobRun known, Consumer<JobRun> changes) {
        HttpRequest request = client.request("jobs/executions/" + known.id() + "/progress")
                .header("Accept", "text/event-stream, application/problem+json")
                .GET()
                .build();
        HttpResponse<Stream<String>> answer = client.send(request, HttpResponse.BodyHandlers.ofLines());
        JobRun run = known;
        try (Stream<String> lines = answer.body()) {
            if (answer.statusCode() == OVERLOADED) {
                pause();
                return told(known, execution(known.id()), changes);
            }
            if (answer.statusCode() != OK) {
                throw ServiceClient.refused(answer, lines.collect(Collectors.joining()));
            }
            for (Iterator<String> line = lines.iterator(); line.hasNext() && !run.isEnded(); ) {
                String text = line.next();
                if (text.startsWith(DATA)) {
                    run = told(run, JobRun.from(JSON.readTree(text.substring(DATA.length()))), changes);
                }
            }
        } catch (UncheckedIOException brokenOff) {
            // Asked again: should the service be gone, that is what fails.
        }
        if (run.equals(known)) {
            pause();
        }
        return run;
    }

    private static JobRun told(JobRun known, JobRun now, Consumer<JobRun> changes) {
        if (!now.equals(known)) {
            changes.accept(now);
        }
        return now;
    }

    /** Asks an execution to stop; how it stands then. */
    JobRun stop(String id) {
        return command(id + "/stop");
    }

    /** Starts an execution that does the rest of an ended one. */
    JobRun restart(String id) {
        return command(id + "/restart");
    }

    private JobRun command(String path) {
        return JobRun.from(ServiceClient.document(client.send(
                client.request("jobs/executions/" + path)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString())));
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

    private Optional<JobRun> start(String job, String parameters) {
        HttpRequest.Builder request = client.request("jobs/" + job + "/executions");
        if (!parameters.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = client.send(
                request.POST(
                                parameters.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(parameters))
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
        return executions(most).map(JobRun::from).toList();
    }

    private Stream<JsonNode> executions(int most) {
        return client.read("jobs/executions?limit=" + most).path("executions").valueStream();
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
