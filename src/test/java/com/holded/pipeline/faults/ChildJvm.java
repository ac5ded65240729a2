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

    private static final Duration LONGEST_DEATH = Duration.ofMinutes(3);

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
     * @param classPath of product and tests
     */
    record Start(
            List<String> mainClass, List<String> options, Map<String, String> environment, String classPath, Path log) {

        Start dyingAt(Failpoint point, int hit) {
            return option("-D" + Failpoint.PROPERTY + "=" + point.label() + ":" + hit + ":halt");
        }

        Start option(String option) {
            List<String> more = new ArrayList<>(options);
            more.add(option);
            return new Start(mainClass, more, environment, classPath, log);
        }

        Start setting(Object name, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(name.toString(), value);
            return new Start(mainClass, options, more, classPath, log);
        }

        /** With classes that stand before those of the product; no archive of classes fits then. */
        Start mutated(Path classes) {
            return new Start(
                    mainClass,
                    options.stream()
                            .filter(option -> !option.startsWith("-XX:SharedArchiveFile"))
                            .toList(),
                    environment,
                    classes + File.pathSeparator + classPath,
                    log);
        }

        /** With classes and resources that stand behind those of the product. */
        Start enlarged(Path classes) {
            return new Start(mainClass, options, environment, classPath + File.pathSeparator + classes, log);
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
        builder.environment().put("CLASSPATH", start.classPath());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(start.log().toFile()));
        try {
            return new ChildJvm(builder.start(), start.log());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
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

    /** Ends it in good order; the exit code. */
    int end() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // It has ended by itself.
        }
        return awaitExit(LONGEST_DEATH);
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
