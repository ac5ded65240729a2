package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that this one started and has to end. It hears neither Ctrl-C nor the end of the terminal, so that the
 * platform can end its parts in order. Its pid stands in a file: should this process be killed, the next start finds
 * and ends what it left behind.
 */
final class Child {
    private final ProcessHandle process;
    private final Path pidFile;

    private Child(ProcessHandle process, Path pidFile) {
        this.process = process;
        this.pidFile = pidFile;
    }

    /**
     * Starts a JVM.
     *
     * @param part its name; with the run folder it marks the command line as ours
     * @param arguments JVM options, main class and arguments
     * @param log file for all of its output; the former one is kept as {@code *.1.log}
     */
    static Child startJava(
            String part, Path runFolder, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        // A signal that is ignored stays ignored over exec, and a JVM leaves it so.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"", java()));
        command.add(mark(part, runFolder));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("CLASSPATH");
        builder.environment().putAll(environment);
        keepFormer(log);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        Path pidFile = pidFile(part, runFolder);
        Files.writeString(pidFile, Long.toString(process.pid()));
        return new Child(process.toHandle(), pidFile);
    }

    /** A child that a former, killed platform left behind; empty when the pid is gone or is somebody else's now. */
    static Optional<Child> leftBehind(String part, Path runFolder) {
        Path pidFile = pidFile(part, runFolder);
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().commandLine().orElse("").contains(mark(part, runFolder)))
                    .map(process -> new Child(process, pidFile));
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + pidFile + " (" + unreadable.getMessage() + ")", unreadable);
        }
    }

    private static String mark(String part, Path runFolder) {
        return "-Dholded.part=" + part + "@" + runFolder.toAbsolutePath().normalize();
    }

    private static Path pidFile(String part, Path runFolder) {
        return runFolder.resolve(part + ".pid");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void keepFormer(Path log) throws IOException {
        if (Files.exists(log)) {
            String former = log.getFileName().toString().replace(".log", ".1.log");
            Files.move(log, log.resolveSibling(former), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    ProcessHandle process() {
        return process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, and after the grace period kills it. */
    void end(Duration grace) {
        process.destroy();
        if (!endsWithin(grace)) {
            kill();
        }
        forget();
    }

    /** SIGKILL: what a crash looks like. Returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        if (!endsWithin(Duration.ofSeconds(30))) {
            throw new LocalProblem("Process " + process.pid() + " does not die. Look at it with ps, then start again");
        }
    }

    private boolean endsWithin(Duration time) {
        return ended(process, time);
    }

    /** Waits for a process to end; false when it still runs after that time. */
    static boolean ended(ProcessHandle process, Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return !process.isAlive();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException kept) {
            // Harmless: the pid in it is checked before anything is done to the process.
        }
    }
}
