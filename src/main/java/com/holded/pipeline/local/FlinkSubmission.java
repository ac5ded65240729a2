package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run on a Flink cluster. Its JVM has the bundle of the Maven profile {@code flink} for its class path, and sends the
 * same file to the cluster; the commands themselves know no Flink.
 */
final class FlinkSubmission {
    /** The name by which Beam knows it. */
    static final String RUNNER = "FlinkRunner";

    private static final String RUNNER_CLASS = "org.apache.beam.runners.flink.FlinkRunner";
    private static final String CONFIGURATION = "--flinkConfDir=";

    /**
     * Beam hands its own option for this only to streaming jobs. What is loaded already is not loaded again, so that a
     * retry costs what was under way on the machine that died.
     */
    private static final String RETRIES =
            """
            restart-strategy.type: fixed-delay
            restart-strategy.fixed-delay.attempts: 10
            restart-strategy.fixed-delay.delay: 2 s
            """;

    private FlinkSubmission() {}

    /** Whether this process has Flink in it, which is the case in the bundle alone. */
    static boolean isPossibleHere() {
        try {
            Class.forName(RUNNER_CLASS, false, FlinkSubmission.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** The options with those that a run must not lack: how often the cluster tries again. */
    static List<String> complete(List<String> options, Map<String, String> environment) {
        List<String> complete = new ArrayList<>(options);
        if (!environment.containsKey("FLINK_CONF_DIR")
                && options.stream().noneMatch(option -> option.startsWith(CONFIGURATION))) {
            try {
                Path folder = Files.createTempDirectory("holded-flink");
                Path file = Files.writeString(folder.resolve("flink-conf.yaml"), RETRIES);
                folder.toFile().deleteOnExit();
                file.toFile().deleteOnExit();
                complete.add(CONFIGURATION + folder);
            } catch (IOException failed) {
                throw new LocalProblem("Cannot write Flink's configuration (" + failed.getMessage() + ")", failed);
            }
        }
        return complete;
    }

    /**
     * Does the command in the bundle's JVM, and returns its exit code. The end of this process ends that one, in order.
     *
     * @param environment settings of the service, complete
     */
    static int run(Map<String, String> environment, List<String> arguments) {
        Path bundle = Home.target().resolve("flink").resolve("holded-pipeline-flink.jar");
        if (!Files.exists(bundle)) {
            throw new LocalProblem("There is no " + bundle + ". Build it with ./mvnw -Pflink package");
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of("-jar", bundle.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            Thread ending = new Thread(() -> end(process), "end-flink-submission");
            Runtime.getRuntime().addShutdownHook(ending);
            return process.waitFor();
        } catch (IOException failed) {
            throw new LocalProblem("Cannot start " + bundle + " (" + failed.getMessage() + ")", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LocalProblem("Interrupted; the run goes on", interrupted);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
