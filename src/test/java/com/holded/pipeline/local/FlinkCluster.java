package com.holded.pipeline.local;

import com.holded.pipeline.testing.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Flink cluster on this machine: a JobManager and TaskManagers as processes, from the resolved artifacts. */
final class FlinkCluster implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    /** What a distribution of Flink has in its lib folder; nothing of ours or Beam's, which must come with the job. */
    private static final Pattern OF_FLINK = Pattern.compile(
            ".*/(flink-[^/]*|commons-(cli|collections|compress|io|lang3|math3|text)-[^/]*|kryo-[^/]*|minlog-[^/]*"
                    + "|objenesis-[^/]*|chill-java-[^/]*|snappy-java-[^/]*|lz4-java-[^/]*|javassist-[^/]*"
                    + "|async-profiler-[^/]*|snakeyaml-engine-[^/]*|jsr305-[^/]*|slf4j-api-[^/]*|slf4j-jdk14-[^/]*)\\.jar");

    private static final List<String> OPENED = Stream.of(
                    "lang",
                    "lang.invoke",
                    "lang.reflect",
                    "io",
                    "net",
                    "nio",
                    "text",
                    "time",
                    "util",
                    "util.concurrent",
                    "util.concurrent.atomic",
                    "util.concurrent.locks")
            .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED")
            .toList();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final int port;
    private final Process jobManager;
    private final List<Process> taskManagers = new ArrayList<>();

    private FlinkCluster(Path folder, int port) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = port;
        Files.writeString(
                folder.resolve("flink-conf.yaml"),
                """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                io.tmp.dirs: %s
                heartbeat.interval: 1000
                heartbeat.timeout: 8000
                restart-strategy.type: fixed-delay
                restart-strategy.fixed-delay.attempts: 10
                restart-strategy.fixed-delay.delay: 1 s
                """
                        .formatted(Ports.free(), port, Files.createDirectories(folder.resolve("tmp"))));
        this.jobManager = start(
                "jobmanager",
                List.of("-Xmx512m"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of("--executionMode", "cluster"),
                Map.of());
    }

    /**
     * Starts one with so many TaskManagers, and returns when all their slots are there.
     *
     * @param environment of the TaskManagers alone
     */
    static FlinkCluster start(Path folder, int taskManagers, int slots, Map<String, String> environment)
            throws IOException {
        FlinkCluster cluster = new FlinkCluster(folder, Ports.free());
        for (int number = 1; number <= taskManagers; number++) {
            cluster.taskManagers.add(cluster.startTaskManager(number, slots, environment));
        }
        Waiting.until(
                START,
                "the slots of Flink's cluster",
                () -> cluster.read("/overview").path("slots-total").asInt(0),
                seen -> seen == taskManagers * slots);
        return cluster;
    }

    /** Started by hand, it computes none of its memory itself. */
    private Process startTaskManager(int number, int slots, Map<String, String> environment) throws IOException {
        List<String> configuration = new ArrayList<>();
        Stream.of(
                        "taskmanager.resource-id=tm-" + number,
                        "taskmanager.host=127.0.0.1",
                        "taskmanager.bind-host=127.0.0.1",
                        "taskmanager.numberOfTaskSlots=" + slots,
                        "taskmanager.cpu.cores=" + slots,
                        "taskmanager.memory.framework.heap.size=128mb",
                        "taskmanager.memory.task.heap.size=640mb",
                        "taskmanager.memory.framework.off-heap.size=128mb",
                        "taskmanager.memory.task.off-heap.size=64mb",
                        "taskmanager.memory.network.min=256mb",
                        "taskmanager.memory.network.max=256mb",
                        "taskmanager.memory.managed.size=64mb",
                        "taskmanager.memory.jvm-metaspace.size=256mb",
                        "taskmanager.memory.jvm-overhead.min=192mb",
                        "taskmanager.memory.jvm-overhead.max=192mb")
                .forEach(setting -> configuration.addAll(List.of("-D", setting)));
        return start(
                "taskmanager-" + number,
                List.of("-Xmx768m", "-XX:MaxDirectMemorySize=448m", "-XX:MaxMetaspaceSize=256m"),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                configuration,
                environment);
    }

    private Process start(
            String name,
            List<String> jvmOptions,
            String mainClass,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(jvmOptions);
        command.addAll(OPENED);
        command.addAll(List.of(mainClass, "--configDir", folder.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", classPath());
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        return builder.start();
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> OF_FLINK.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Where a job is submitted. */
    String master() {
        return "127.0.0.1:" + port;
    }

    /** SIGKILL for the first TaskManager. */
    void killTaskManager() {
        taskManagers.get(0).destroyForcibly();
    }

    /** What its REST interface answers; missing while it does not. */
    JsonNode read(String path) {
        try {
            return JSON.readTree(client.send(
                            HttpRequest.newBuilder(URI.create("http://" + master() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException notYet) {
            return JSON.missingNode();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        taskManagers.forEach(Process::destroyForcibly);
        jobManager.destroyForcibly();
    }
}
