package com.holded.pipeline.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Starts jobs of a service and waits for their end. */
final class Jobs {
    private static final String PROCESS_EVENTS = "jobs/process-events/executions";
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ServiceClient client;

    Jobs(ServiceClient client) {
        this.client = client;
    }

    /**
     * Processes what was collected.
     *
     * @param changes told of each state that differs from the one before
     * @return the execution after its end
     */
    JobRun processEvents(Consumer<JobRun> changes) {
        JobRun run = JobRun.from(client.post(PROCESS_EVENTS));
        JobRun told = run;
        changes.accept(told);
        while (!run.isEnded()) {
            pause();
            run = execution(run.id());
            if (!run.equals(told)) {
                changes.accept(run);
                told = run;
            }
        }
        return run;
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
