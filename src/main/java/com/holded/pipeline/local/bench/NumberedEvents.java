package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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

    /** The event with this number, from 0; JSON in UTF-8 on one line. */
    byte[] event(int number) {
        String event = events.get(number % events.size());
        return ("{\"sequence\":" + number + "," + event.substring(1)).getBytes(StandardCharsets.UTF_8);
    }
}
