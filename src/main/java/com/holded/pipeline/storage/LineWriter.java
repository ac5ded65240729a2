package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Writes lines of a raw segment into memory, without an object for each event. Not thread-safe.
 *
 * <p>Members always stand in the same order and without white space; {@link LineReader} relies on it.
 */
public final class LineWriter {
    static final String EVENT_ID = "{\"event_id\":\"";
    static final String PACKAGE_ID = "\",\"package_id\":\"";
    static final String ORDINAL = "\",\"ordinal\":";
    static final String RECEIVED_AT = ",\"received_at\":";
    static final String SCHEMA_ID = ",\"schema_id\":";
    static final String ACCEPTED = ",\"status\":\"accepted\",\"event\":";
    static final String REJECTED = ",\"status\":\"rejected\",\"errors\":";
    static final String EVENT = ",\"event\":";

    /** Bytes that a line takes beside the event and its errors, at most. */
    public static final int OVERHEAD_BYTES = 230;

    private static final byte[] NO_ORIGIN = {};
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private byte[] buffer;
    private int size;

    /** @param capacityBytes expected size; it grows beyond it when needed */
    public LineWriter(int capacityBytes) {
        this.buffer = new byte[Math.max(64, capacityBytes)];
    }

    /**
     * Appends one line. The event is the given slice; line breaks in it, which JSON allows as white space only, become
     * spaces.
     *
     * @param violations empty = accepted
     */
    public void line(
            UUID eventId,
            UUID packageId,
            int ordinal,
            long receivedAtMillis,
            int schemaId,
            List<Violation> violations,
            byte[] event,
            int offset,
            int length) {
        line(eventId, packageId, ordinal, receivedAtMillis, schemaId, violations, NO_ORIGIN, event, offset, length);
    }

    /**
     * The same, with where the package came from.
     *
     * @param origin as {@link Origin#member} writes it
     */
    public void line(
            UUID eventId,
            UUID packageId,
            int ordinal,
            long receivedAtMillis,
            int schemaId,
            List<Violation> violations,
            byte[] origin,
            byte[] event,
            int offset,
            int length) {
        reserve(OVERHEAD_BYTES + origin.length + length);
        ascii(EVENT_ID);
        uuid(eventId);
        ascii(PACKAGE_ID);
        uuid(packageId);
        ascii(ORDINAL);
        ascii(Integer.toString(ordinal));
        ascii(RECEIVED_AT);
        ascii(Long.toString(receivedAtMillis));
        ascii(SCHEMA_ID);
        ascii(Integer.toString(schemaId));
        System.arraycopy(origin, 0, buffer, size, origin.length);
        size += origin.length;
        if (violations.isEmpty()) {
            ascii(ACCEPTED);
        } else {
            ascii(REJECTED);
            byte[] errors = errors(violations).getBytes(UTF_8);
            reserve(OVERHEAD_BYTES + errors.length + length);
            System.arraycopy(errors, 0, buffer, size, errors.length);
            size += errors.length;
            ascii(EVENT);
        }
        oneLine(event, offset, length);
        buffer[size++] = '}';
        buffer[size++] = '\n';
    }

    /** Bytes written so far. */
    public int sizeBytes() {
        return size;
    }

    /** Copies what was written to a place in a larger array. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(buffer, 0, target, offset, size);
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    private void oneLine(byte[] event, int offset, int length) {
        System.arraycopy(event, offset, buffer, size, length);
        for (int end = size + length; size < end; size++) {
            if (buffer[size] == '\n' || buffer[size] == '\r') {
                buffer[size] = ' ';
            }
        }
    }

    private static String errors(List<Violation> violations) {
        StringBuilder out = new StringBuilder();
        char separator = '[';
        for (Violation violation : violations) {
            out.append(separator).append("{\"reason\":\"").append(violation.reason());
            out.append("\",\"pointer\":").append(JsonText.quote(violation.pointer()));
            if (!violation.keyword().isEmpty()) {
                out.append(",\"keyword\":").append(JsonText.quote(violation.keyword()));
            }
            out.append(",\"message\":")
                    .append(JsonText.quote(violation.message()))
                    .append('}');
            separator = ',';
        }
        return out.append(']').toString();
    }

    private void reserve(int bytes) {
        if (buffer.length - size < bytes) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, bytes)));
        }
    }

    @SuppressWarnings("deprecation") // The only way to copy ASCII without an array in between.
    private void ascii(String text) {
        text.getBytes(0, text.length(), buffer, size);
        size += text.length();
    }

    private void uuid(UUID value) {
        hex(value.getMostSignificantBits(), 60, 32);
        buffer[size++] = '-';
        hex(value.getMostSignificantBits(), 28, 16);
        buffer[size++] = '-';
        hex(value.getMostSignificantBits(), 12, 0);
        buffer[size++] = '-';
        hex(value.getLeastSignificantBits(), 60, 48);
        buffer[size++] = '-';
        hex(value.getLeastSignificantBits(), 44, 0);
    }

    private void hex(long bits, int from, int to) {
        for (int shift = from; shift >= to; shift -= 4) {
            buffer[size++] = HEX[(int) (bits >>> shift) & 0xF];
        }
    }
}
