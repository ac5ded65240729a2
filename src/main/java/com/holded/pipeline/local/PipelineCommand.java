package com.holded.pipeline.local;

import com.holded.pipeline.ledger.Run;
import com.holded.pipeline.pipeline.PlainProcessing;
import com.holded.pipeline.platform.Causes;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.storage.StorageException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Processes what was collected in a JVM of its own, without the service. */
@Command(
        name = "pipeline",
        mixinStandardHelpOptions = true,
        description = {
            "Processes the collected events once, in this JVM and past the service; run-job asks the service to do it.",
            "It takes the service's settings (MINIO_*, POSTGRES_*, SCHEMA_REGISTRY_*, JOB_*), and what they do not name"
                    + " from the running platform. While another run is alive, it does nothing.",
            "Further options go to Beam as they are. Exit code 0 when the run completed, 1 when not. Ctrl-C or SIGTERM"
                    + " stops it between two transactions."
        })
public final class PipelineCommand implements Callable<Integer> {
    private static final String STARTED_BY = "pipeline";
    private static final Logger LOG = Logger.getLogger("");

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Option(
            names = "--runner",
            paramLabel = "RUNNER",
            defaultValue = "DirectRunner",
            description = "Beam's runner (default ${DEFAULT-VALUE}: in this JVM). FlinkRunner needs the bundle that"
                    + " ./mvnw -Pflink package builds, and --flinkMaster=HOST:PORT of the cluster's REST interface.")
    private String runner = "";

    @Unmatched
    private List<String> beamOptions = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command alone, as the bundle for Flink starts it. */
    public static void main(String[] arguments) {
        // The log of the bundle is the JDK's: for a person at a terminal, what goes as it should is no news.
        LOG.setLevel(Level.WARNING);
        System.exit(Holded.withoutTraces(new CommandLine(new PipelineCommand())).execute(arguments));
    }

    @Override
    public Integer call() {
        ReachedParts parts = ReachedParts.of(data.folder(), System.getenv());
        List<String> options = new ArrayList<>(beamOptions);
        options.add("--runner=" + runner);
        if (runner.equals(FlinkSubmission.RUNNER)) {
            if (!FlinkSubmission.isPossibleHere()) {
                return FlinkSubmission.run(parts.environment(), options);
            }
            options = FlinkSubmission.complete(options, System.getenv());
        }
        return runHere(parts, options);
    }

    private int runHere(ReachedParts parts, List<String> options) {
        try (PlainProcessing processing = open(parts, options)) {
            Thread stop = new Thread(() -> stop(processing), "stop-pipeline");
            Runtime.getRuntime().addShutdownHook(stop);
            JobRun run = run(processing).map(JobRun::of).orElseThrow(() -> refusal(processing));
            PrintWriter out = spec.commandLine().getOut();
            out.println(run.result());
            out.flush();
            return run.isCompleted() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private PlainProcessing open(ReachedParts parts, List<String> options) {
        try {
            return PlainProcessing.open(parts.settings(), options);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), String.valueOf(unknown.getMessage()), unknown);
        }
    }

    private static Optional<Run> run(PlainProcessing processing) {
        try {
            return processing.run(STARTED_BY);
        } catch (StorageException failed) {
            throw new LocalProblem("Cannot use object storage (" + failed.getMessage() + ")", failed);
        } catch (ProblemException | FlywayException failed) {
            throw new LocalProblem("Cannot use PostgreSQL (" + Causes.rootOf(failed) + ")", failed);
        }
    }

    private static LocalProblem refusal(PlainProcessing processing) {
        return new LocalProblem(processing
                .alive()
                .map(run -> "Execution " + run.id() + " is alive since " + run.startedAt() + " (started by "
                        + run.startedBy() + "); only one runs at a time. Wait for its end, or stop it")
                .orElse("Another execution was alive and has just ended. Try again"));
    }

    private static void stop(PlainProcessing processing) {
        try {
            processing.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
