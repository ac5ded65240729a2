package com.holded.pipeline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one sender did, in a file that is forced to disk before each send and after each answer, so that whatever dies,
 * it tells what was sent and what was promised. Not thread-safe.
 */
public final class History implements AutoCloseable {
    private static final String ACCEPTED = "accepted:";
    private static final String REJECTED = "rejected:";

    private final FileChannel file;
    private int operations;

    /** Begins a new file. */
    public History(Path file) {
        try {
            this.file = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What a sender knows after it sent. */
    public enum Outcome {
        /** Each event was answered. */
        OK,
        /** Refused as a whole, or never sent: nothing may be stored. */
        FAIL,
        /** No answer, or one that promises nothing: each event may be stored, at most once. */
        INFO
    }

    /**
     * What became of one event.
     *
     * @param id that the service gave to it
     */
    public record Result(String id, boolean accepted) {
        private String text() {
            return (accepted ? ACCEPTED : REJECTED) + id;
        }

        private static Result parse(String text) {
            return new Result(text.substring(ACCEPTED.length()), text.startsWith(ACCEPTED));
        }
    }

    /**
     * One request.
     *
     * @param outcome INFO when the file ends before it is known
     * @param hashes SHA-256 of each event as it was sent, in hex
     * @param results one for each event when the outcome is OK, none otherwise
     */
    public record Operation(Outcome outcome, List<String> hashes, List<Result> results) {}

    /** Writes down what is about to be sent; the number of the operation. */
    public int begin(List<String> hashes) {
        int operation = operations++;
        append(operation + "\tsends\t" + String.join(" ", hashes));
        return operation;
    }

    /** Writes down what came of it. */
    public void end(int operation, Outcome outcome, List<Result> results) {
        append(operation + "\t" + outcome + "\t"
                + String.join(" ", results.stream().map(Result::text).toList()));
    }

    /** What is written in a file. */
    public static List<Operation> read(Path file) {
        Map<String, Operation> operations = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                String[] parts = line.split("\t", -1);
                List<String> values = parts[2].isEmpty() ? List.of() : List.of(parts[2].split(" "));
                operations.merge(
                        parts[0],
                        new Operation(Outcome.INFO, values, List.of()),
                        (sent, ended) -> new Operation(
                                Outcome.valueOf(parts[1]),
                                sent.hashes(),
                                values.stream().map(Result::parse).toList()));
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new ArrayList<>(operations.values());
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
