package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM writes of its collections with {@code -Xlog:gc:file=…}. */
record GcLog(Path file) {
    /** For example {@code GC(12) Pause Young (Allocation Failure) 512M->80M(1024M) 12.3ms}. */
    private static final Pattern PAUSE = Pattern.compile("Pause .* \\d+M->(\\d+)M\\(\\d+M\\)");

    /** The option that makes a JVM write it. */
    String jvmOption() {
        return "-Xlog:gc:file=" + file;
    }

    /** Lines that are there already. */
    long position() throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    /** The most that a collection has left in use since then, in MiB; 0 when there was none. */
    long peakMib(long since) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.skip(since)
                    .map(PAUSE::matcher)
                    .filter(Matcher::find)
                    .mapToLong(pause -> Long.parseLong(pause.group(1)))
                    .max()
                    .orElse(0);
        }
    }
}
