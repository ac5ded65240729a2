package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** As many events as are wanted, no two of which are equal: generated ones, each with a number of its own. */
final class NumberedEvents {
    private final List<String> events;

    private NumberedEvents(List<String> events) {
        this.events = events;
    }

    static NumberedEvents generate(Path folder) throws IOException {
        return new NumberedEvents(Packages.generate(folder).of(1).stream()
                .map(body -> new String(body, 1, body.length - 2, StandardCharsets.UTF_8))
                // Of the faulty ones, some are no objects, and can carry no number.
                .filter(event -> event.startsWith("{\""))
                .toList());
    }

    /** So many events from this number on, which begin at 0, as one package: JSON in UTF-8. */
    byte[] events(int first, int size) {
        return IntStream.range(first, first + size)
                .mapToObj(this::text)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The event with this number; JSON in UTF-8 on one line. */
    byte[] event(int number) {
        return text(number).getBytes(StandardCharsets.UTF_8);
    }

    private String text(int number) {
        return "{\"sequence\":" + number + ","
                + events.get(number % events.size()).substring(1);
    }
}
