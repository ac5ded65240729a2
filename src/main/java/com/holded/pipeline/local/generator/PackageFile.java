package com.holded.pipeline.local.generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The packages of a file, one after the other; blank lines are passed over. Thread-safe. */
final class PackageFile implements AutoCloseable {
    /** Packages as they stand in the file, one a line. */
    static final int AS_THEY_STAND = 0;

    /**
     * A package to send.
     *
     * @param number from 1
     * @param json array of events, or whatever stands on the line
     * @param events elements of the array
     */
    record Payload(long number, String json, int events) {}

    private final BufferedReader lines;
    private final int size;
    private final Deque<String> waiting = new ArrayDeque<>();
    private long number;
    private boolean ended;

    /**
     * Opens the file.
     *
     * @param size events a package, across lines; {@link #AS_THEY_STAND} to leave them as they are
     */
    PackageFile(Path file, int size) throws IOException {
        this.lines = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        this.size = size;
    }

    /** The next package; empty at the end. */
    synchronized Optional<Payload> next() throws IOException {
        return size == AS_THEY_STAND ? nextLine() : nextRegrouped();
    }

    private Optional<Payload> nextLine() throws IOException {
        Optional<String> line = line();
        return line.map(
                json -> new Payload(++number, json, JsonElements.of(json).size()));
    }

    private Optional<Payload> nextRegrouped() throws IOException {
        while (waiting.size() < size && !ended) {
            line().ifPresent(json -> waiting.addAll(JsonElements.of(json)));
        }
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        List<String> elements = new ArrayList<>();
        while (elements.size() < size && !waiting.isEmpty()) {
            elements.add(waiting.remove());
        }
        return Optional.of(new Payload(++number, "[" + String.join(",", elements) + "]", elements.size()));
    }

    private Optional<String> line() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                return Optional.of(line);
            }
        }
        ended = true;
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
