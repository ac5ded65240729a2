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
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
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
final class PipelineCommand implements Callable<Integer> {
    private static final String STARTED_BY = "pipeline";

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Option(
            names = "--runner",
            paramLabel = "RUNNER",
            description = {
                "Beam's runner (default: DirectRunner, this JVM). FlinkRunner needs the bundle that ./mvnw -Pflink package"
                        + " builds, and --flinkMaster=HOST:PORT of the cluster."
            })
    private @Nullable String runner;

    @Unmatched
    private List<String> beamOptions = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (PlainProcessing processing = open()) {
            Thread stop = new Thread(() -> stop(processing), "stop-pipeline");
            Runtime.getRuntime().addShutdownHook(stop);
            JobRun run = run(processing).map(JobRun::of).orElseThrow(() -> refusal(processing));
            PrintWriter out = spec.commandLine().getOut();
            out.println(run.result());
            out.flush();
            return run.isCompleted() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private PlainProcessing open() {
        List<String> arguments = new ArrayList<>(beamOptions);
        Optional.ofNullable(runner).ifPresent(name -> arguments.add("--runner=" + name));
        try {
            return PlainProcessing.open(
                    ReachedParts.of(data.folder(), System.getenv()).settings(), arguments);
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
