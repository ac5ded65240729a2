package com.holded.pipeline.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds at one moment, on Linux.
 *
 * @param files open ones, connections among them
 * @param heapBytes that are in use after a collection
 */
record Footprint(long threads, long files, long heapBytes) {
    private static final Pattern USED = Pattern.compile("generation .*? used (\\d+)K");

    /** Of this JVM, after it has collected its garbage. */
    static Footprint of(ChildJvm child) {
        long pid = child.process().pid();
        Path process = Path.of("/proc", Long.toString(pid));
        command(pid, "GC.run");
        String heap = command(pid, "GC.heap_info");
        long kilobytes = USED.matcher(heap)
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
        return new Footprint(count(process.resolve("task")), count(process.resolve("fd")), kilobytes * 1024);
    }

    private static long count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String command(long pid, String command) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("jcmd " + command + " says " + told);
            }
            return told;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
