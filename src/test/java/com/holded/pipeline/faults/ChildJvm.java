package com.holded.pipeline.faults;

import com.holded.pipeline.platform.Failpoint;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A part of the product in a JVM of its own, which is there to be killed. It ends with its standard input. */
final class ChildJvm implements AutoCloseable {
    /** Exit code of a process that SIGKILL, or a failpoint, ended. */
    static final int KILLED = 137;

    private static final Duration LONGEST_DEATH = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader said;
    private final Path log;

    private ChildJvm(Process process, Path log) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        this.log = log;
    }

    /**
     * How a child is started.
     *
     * @param mainClass and its arguments
     * @param options of the JVM
     * @param environment the product's settings
     * @param before what stands before the product on the class path: classes of a mutant; empty usually
     */
    record Start(
            List<String> mainClass,
            List<String> options,
            Map<String, String> environment,
            List<Path> before,
            Path log) {

        Start dyingAt(Failpoint point, int hit) {
            return option("-D" + Failpoint.PROPERTY + "=" + point.label() + ":" + hit + ":halt");
        }

        Start option(String option) {
            List<String> more = new ArrayList<>(options);
            more.add(option);
            return new Start(mainClass, more, environment, before, log);
        }

        Start setting(Object name, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(name.toString(), value);
            return new Start(mainClass, options, more, before, log);
        }

        Start mutated(Path classes) {
            return new Start(mainClass, options, environment, List.of(classes), log);
        }

        ChildJvm now() {
            return ChildJvm.start(this);
        }
    }

    private static ChildJvm start(Start start) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx384m"));
        command.add("-Dsun.net.httpserver.nodelay=true");
        command.addAll(start.options());
        command.addAll(start.mainClass());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("MINIO_") || name.startsWith("POSTGRES_"));
        builder.environment().putAll(start.environment());
        builder.environment().put("CLASSPATH", classPath(start.before()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(start.log().toFile()));
        try {
            return new ChildJvm(builder.start(), start.log());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String classPath(List<Path> before) {
        List<String> entries =
                new ArrayList<>(before.stream().map(Path::toString).toList());
        entries.add(System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, entries);
    }

    /** The next line that it writes; fails when it ends before. */
    String says() {
        try {
            String line = said.readLine();
            if (line == null) {
                throw new AssertionError("the child said nothing and ended with " + exit() + "; its log: " + log);
            }
            return line;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitExit(LONGEST_DEATH);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end; the exit code. */
    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the child did not end within " + limit + "; its log: " + log);
            }
            return process.exitValue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private int exit() {
        return awaitExit(LONGEST_DEATH);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
