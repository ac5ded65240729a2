package com.holded.pipeline.local.bench;

import com.holded.pipeline.local.generator.EventFile;
import com.holded.pipeline.local.generator.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Generated events, put into packages of one size. */
final class Packages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EVENTS = 4_000;
    private static final long SEED = 20_261_122;
    private static final int COMPANIES = 40;

    private final List<String> events;

    private Packages(List<String> events) {
        this.events = events;
    }

    /** The same events in each run. */
    static Packages generate(Path folder) throws IOException {
        Path file = folder.resolve("events.ndjson");
        EventFile.write(
                new Generation(EVENTS, SEED, COMPANIES, Instant.parse("2026-11-22T00:00:00Z")), file, written -> {});
        try (Stream<String> lines = Files.lines(file)) {
            return new Packages(lines.flatMap(line -> JSON.readTree(line).valueStream())
                    .map(JsonNode::toString)
                    .toList());
        }
    }

    /** Bodies of this many events each. */
    List<byte[]> of(int size) {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from + size <= events.size(); from += size) {
            bodies.add(events.subList(from, from + size).stream()
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }
}
