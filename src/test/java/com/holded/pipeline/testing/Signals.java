package com.holded.pipeline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Signals for which Java has no call; on Linux. */
public final class Signals {
    private static final Duration EFFECT = Duration.ofSeconds(5);

    private Signals() {}

    /** Freezes a process: its connections stay, and nothing comes out of them. Returns when it stands still. */
    public static void freeze(ProcessHandle process) {
        send("STOP", process);
        Waiting.until(EFFECT, "the process to stand still", () -> state(process), state -> state == 'T');
    }

    /** Lets a frozen process go on, with all that has reached its connections meanwhile. */
    public static void thaw(ProcessHandle process) {
        send("CONT", process);
    }

    private static void send(String signal, ProcessHandle process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + signal + " " + process.pid() + " ended with " + exit);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** The third field of stat, behind a name in parentheses that may hold anything. */
    private static char state(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
