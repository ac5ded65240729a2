package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.DeadLetter;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the dead-letter object of a segment holds: one line of JSON for each event that is not counted, uncompressed, so
 * that a person can read it where it lies. The event stands in it as it was sent.
 */
public final class DeadLetterFormat {
    /** Type of the object. */
    public static final String CONTENT_TYPE = "application/x-ndjson";

    private DeadLetterFormat() {}

    /**
     * The object of the dead letters of a segment, in order. Its metadata tell how many there are, and how many of each
     * reason.
     */
    public static NewObject object(SegmentId segment, List<DeadLetter> deadLetters) {
        return new NewObject(Keys.deadLetters(segment), encode(deadLetters), CONTENT_TYPE, summary(deadLetters));
    }

    /** The lines of these dead letters. */
    public static byte[] encode(List<DeadLetter> deadLetters) {
        return deadLetters.stream()
                .map(letter -> JsonText.write(line(letter)) + "\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    static Map<String, String> summary(List<DeadLetter> deadLetters) {
        Map<Reason, Long> reasons = deadLetters.stream()
                .collect(Collectors.groupingBy(
                        DeadLetter::reason, () -> new EnumMap<>(Reason.class), Collectors.counting()));
        return Map.of(
                "dead-letters",
                String.valueOf(deadLetters.size()),
                "reasons",
                reasons.entrySet().stream()
                        .map(reason -> reason.getKey() + "=" + reason.getValue())
                        .collect(Collectors.joining(" ")));
    }

    private static Json.Obj line(DeadLetter letter) {
        return new JsonBuilder()
                .text("event_id", letter.id())
                .text("package_id", letter.packageId())
                .text("object_name", Keys.rawSegment(letter.id().segment()))
                .number("line", letter.id().line())
                .text("received_at", letter.receivedAt())
                .text("reason", letter.reason())
                .member("errors", Violation.toJson(letter.violations()))
                .number("schema_id", letter.schemaId())
                .member("event", new Json.Verbatim(letter.sent()))
                .build();
    }
}
