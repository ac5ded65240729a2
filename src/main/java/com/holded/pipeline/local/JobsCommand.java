package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Looks at executions of jobs, follows, stops and restarts them. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows, follows, stops and restarts executions of jobs; run-job starts one.",
        subcommands = {
            JobsCommand.ListJobs.class,
            JobsCommand.Show.class,
            JobsCommand.Follow.class,
            JobsCommand.Stop.class,
            JobsCommand.Restart.class
        })
final class JobsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** Lists executions. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the last executions, newest first.")
    static final class ListJobs implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Option(
                names = "--limit",
                paramLabel = "NUMBER",
                defaultValue = "20",
                description = "How many, up to 200 (default ${DEFAULT-VALUE}).")
        private int limit = 20;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            service.client()
                    .read("jobs/executions?limit=" + limit)
                    .path("executions")
                    .valueStream()
                    .forEach(execution -> out.println(line(execution)));
            out.flush();
            return 0;
        }

        private static String line(JsonNode execution) {
            return String.format(
                    Locale.ROOT,
                    "%6s  %-20s %-9s  %-27s %-10s %,9d events  %s",
                    execution.path("execution_id").asString(""),
                    execution.path("job").asString(""),
                    execution.path("status").asString(""),
                    execution.path("started_at").asString(""),
                    execution.path("started_by").asString(""),
                    execution.path("events").asLong(0),
                    execution.path("message").asString(""));
        }
    }

    /** What the commands on one execution have in common. */
    abstract static class OneJob implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "EXECUTION", description = "Number of the execution, as jobs list shows it.")
        private long execution;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            int exit = call(service.client(), Long.toString(execution), out);
            out.flush();
            return exit;
        }

        abstract int call(ServiceClient client, String id, PrintWriter out);

        static int toItsEnd(Jobs jobs, JobRun begun, PrintWriter out) {
            JobRun run = jobs.awaitEnd(begun, ProgressBar.on(out));
            out.println(run.result());
            return run.isCompleted() ? 0 : 1;
        }
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one execution as JSON: its parameters, state, counts and pace.")
    static final class Show extends OneJob {
        @Override
        int call(ServiceClient client, String id, PrintWriter out) {
            out.println(client.read("jobs/executions/" + id).toPrettyString());
            return 0;
        }
    }

    /** Follows one. */
    @Command(
            name = "follow",
            mixinStandardHelpOptions = true,
            description = "Shows the progress of an execution to its end. Exit code 0 when it completed.")
    static final class Follow extends OneJob {
        @Override
        int call(ServiceClient client, String id, PrintWriter out) {
            Jobs jobs = new Jobs(client);
            return toItsEnd(jobs, jobs.execution(id), out);
        }
    }

    /** Stops one. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops an execution and waits for its end; what is loaded stays loaded.")
    static final class Stop extends OneJob {
        @Override
        int call(ServiceClient client, String id, PrintWriter out) {
            Jobs jobs = new Jobs(client);
            JobRun run = jobs.awaitEnd(jobs.stop(id), ProgressBar.on(out));
            out.println(run.result());
            return 0;
        }
    }

    /** Restarts one. */
    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            description =
                    "Does what an ended execution left undone, and waits for the end. Exit code 0 when it completed.")
    static final class Restart extends OneJob {
        @Override
        int call(ServiceClient client, String id, PrintWriter out) {
            Jobs jobs = new Jobs(client);
            return toItsEnd(jobs, jobs.restart(id), out);
        }
    }
}
