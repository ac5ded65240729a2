package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.storage.SegmentFormat.Damaged;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Reads one line as {@link LineWriter} writes it, and nothing else. */
final class LineReader {
    private static final int UUID_CHARS = 36;

    private final byte[] bytes;
    private final int end;
    private int position;

    /** The line from {@code start} to {@code end}, without its line break. */
    LineReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    RawEvent read() {
        expect(LineWriter.EVENT_ID);
        EventId id = EventId.from(uuid()).orElseThrow(() -> damaged("an event_id that is none"));
        expect(LineWriter.PACKAGE_ID);
        UUID packageId = uuid();
        expect(LineWriter.ORDINAL);
        int ordinal = (int) number(Integer.MAX_VALUE);
        expect(LineWriter.RECEIVED_AT);
        long receivedAtMillis = number(Long.MAX_VALUE / 16);
        expect(LineWriter.SCHEMA_ID);
        int schemaId = (int) number(Integer.MAX_VALUE);
        Origin origin = Origin.NOT_KEPT;
        if (isNext(Origin.ADDRESS)) {
            expect(Origin.ADDRESS);
            String address = quoted();
            expect(Origin.USER_AGENT);
            origin = new Origin(address, quoted());
            expect("}");
        }
        List<Violation> violations = List.of();
        if (isNext(LineWriter.REJECTED)) {
            expect(LineWriter.REJECTED);
            violations = errors();
            expect(LineWriter.EVENT);
        } else {
            expect(LineWriter.ACCEPTED);
        }
        if (end - position < 2 || bytes[end - 1] != '}') {
            throw damaged("a line that does not end");
        }
        byte[] event = Arrays.copyOfRange(bytes, position, end - 1);
        return new RawEvent(
                id, packageId, ordinal, receivedAtMillis, schemaId, violations.isEmpty(), violations, origin, event);
    }

    private boolean isNext(String text) {
        if (end - position < text.length()) {
            return false;
        }
        for (int index = 0; index < text.length(); index++) {
            if (bytes[position + index] != text.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private void expect(String text) {
        if (!isNext(text)) {
            throw damaged("a line without " + text);
        }
        position += text.length();
    }

    private UUID uuid() {
        if (end - position < UUID_CHARS) {
            throw damaged("half a line");
        }
        String text = new String(bytes, position, UUID_CHARS, ISO_8859_1);
        position += UUID_CHARS;
        try {
            UUID value = UUID.fromString(text);
            if (value.toString().equals(text)) {
                return value;
            }
        } catch (IllegalArgumentException noUuid) {
            // The same damage as a UUID in another form.
        }
        throw damaged("an id that is no UUID");
    }

    private long number(long most) {
        long number = 0;
        int first = position;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9' && number <= most / 10) {
            number = number * 10 + (bytes[position++] - '0');
        }
        if (position == first || number > most) {
            throw damaged("a member that is no number");
        }
        return number;
    }

    private String quoted() {
        int start = position;
        expect("\"");
        while (position < end && bytes[position] != '"') {
            position += bytes[position] == '\\' ? 2 : 1;
        }
        expect("\"");
        try {
            return JsonText.parse(bytes, start, position - start, JsonText.Limits.ofDepth(1))
                    .value()
                    .asText()
                    .orElseThrow(() -> damaged("an origin that is none"));
        } catch (JsonText.Malformed noText) {
            throw damaged("an origin that is none");
        }
    }

    private List<Violation> errors() {
        int start = position;
        skipArray();
        try {
            Json errors = JsonText.parse(bytes, start, position - start, JsonText.Limits.ofDepth(4))
                    .value();
            List<Violation> violations = ((Json.Arr) errors)
                    .elements().stream().map(LineReader::violation).toList();
            if (violations.isEmpty()) {
                throw damaged("a rejected event without errors");
            }
            return violations;
        } catch (JsonText.Malformed | ClassCastException | IllegalArgumentException noErrors) {
            throw damaged("errors that are none");
        }
    }

    private static Violation violation(Json error) {
        Json.Obj object = error.asObject().orElseThrow(IllegalArgumentException::new);
        // Lines from before the keyword was kept have none.
        String keyword = object.member("keyword").flatMap(Json::asText).orElse("");
        return new Violation(
                Reason.valueOf(text(object, "reason")), text(object, "pointer"), keyword, text(object, "message"));
    }

    private static String text(Json.Obj object, String name) {
        return object.member(name).flatMap(Json::asText).orElseThrow(IllegalArgumentException::new);
    }

    /** Goes behind the array that begins here. */
    private void skipArray() {
        boolean inString = false;
        for (; position < end; position++) {
            byte character = bytes[position];
            if (character == '"') {
                inString = !inString;
            } else if (inString && character == '\\') {
                position++;
            } else if (!inString && character == ']') {
                position++;
                return;
            }
        }
        throw damaged("errors that do not end");
    }

    private static Damaged damaged(String what) {
        return new Damaged("the segment has " + what);
    }
}
