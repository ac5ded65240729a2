package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a JVM holds at one moment; on Linux.
 *
 * @param heapBytes of all objects that can be reached, counted by the JVM itself right after a full collection: neither
 *     garbage nor the size that the heap has grown to
 * @param threads of the process
 * @param files open descriptors, connections among them
 * @param connections open sockets
 */
record Vitals(long heapBytes, long threads, long files, long connections) {

    /** Those of a process; its JVM stands still for as long as it collects and counts. */
    static Vitals of(ProcessHandle process) throws IOException, InterruptedException {
        // First: to be asked at all, a JVM opens a socket and begins a thread, which stay.
        long heapBytes = heapBytes(histogram(process));
        Path files = Path.of("/proc", Long.toString(process.pid()), "fd");
        long sockets = 0;
        long open = 0;
        try (Stream<Path> descriptors = Files.list(files)) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                open++;
                sockets += isSocket(descriptor) ? 1 : 0;
            }
        }
        return new Vitals(heapBytes, threads(process), open, sockets);
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static long threads(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("Threads:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    /** Live objects alone: the JVM collects before it counts. */
    private static List<String> histogram(ProcessHandle process) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (Stream<String> output = jcmd.inputReader().lines()) {
            lines = output.toList();
        }
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd: " + String.join(" ", lines));
        }
        return lines;
    }

    /** The sum in the last line: {@code Total <instances> <bytes>}. */
    static long heapBytes(List<String> histogram) throws IOException {
        String[] total = histogram.isEmpty()
                ? new String[0]
                : histogram.get(histogram.size() - 1).strip().split(" +");
        if (total.length != 3 || !total[0].equals("Total")) {
            throw new IOException("jcmd gives no sum, but: " + String.join(" ", total));
        }
        return Long.parseLong(total[2]);
    }

    /** The columns of a row. */
    String row() {
        return String.format(Locale.ROOT, "%9.1f %8d %8d %12d", megabytes(), threads, files, connections);
    }

    /** The heads of the columns. */
    static String head() {
        return String.format(Locale.ROOT, "%9s %8s %8s %12s", "heap MB", "threads", "files", "connections");
    }

    double megabytes() {
        return heapBytes / 1e6;
    }
}
