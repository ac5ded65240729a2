package com.holded.pipeline.storage;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the object of a raw segment holds: one line of JSON for each event, in the order of their ids, as one zstd frame
 * with its checksum.
 *
 * <pre>
 * {"event_id":"…","package_id":"…","ordinal":0,"received_at":1795380572123,"schema_id":7,"status":"accepted","event":{…}}
 * {"event_id":"…",…,"status":"rejected","errors":[{"reason":"…","pointer":"…","message":"…"}],"event":…}
 * </pre>
 *
 * Where the origin of a package is kept, {@code "origin":{"address":"…","user_agent":"…"}} stands before the status.
 */
public final class SegmentFormat {
    /** Type of the object. */
    public static final String CONTENT_TYPE = "application/zstd";

    /** Name of the metadata of an object that tell the SHA-256 of its bytes in hex. */
    static final String SHA256 = "sha256";

    /** More than any segment that the collection writes; a larger object was put there by somebody else. */
    private static final long MOST_BYTES = 512L << 20;

    /** A block of a zstd frame takes four bytes or more and gives 128 KiB or less. */
    private static final long LEAST_BLOCK_BYTES = 4;

    private static final long MOST_OF_A_BLOCK = 128L << 10;

    /** Magic number, descriptor, window or size, one block header, checksum. */
    private static final int LEAST_FRAME_BYTES = 13;

    private static final int LEVEL = 1;

    private SegmentFormat() {}

    /** An object that is no raw segment, or no longer; the message says what is wrong with it. */
    public static final class Damaged extends RuntimeException {
        public Damaged(String message) {
            super(message);
        }
    }

    /** The object that holds these events, which are those of one segment in order. */
    public static byte[] encode(List<RawEvent> events) {
        LineWriter lines = new LineWriter(events.size() * 512);
        for (RawEvent event : events) {
            lines.line(
                    event.id().value(),
                    event.packageId(),
                    event.ordinal(),
                    event.receivedAtMillis(),
                    event.schemaId(),
                    event.violations(),
                    event.origin().member(),
                    event.event(),
                    0,
                    event.event().length);
        }
        return compress(lines.toBytes());
    }

    /**
     * The object of a segment with these lines. Its metadata {@code sha256} is that of its bytes. Some servers lose
     * metadata, so there is a checksum in the frame too; the frame has a few bits that it does not cover.
     */
    public static NewObject object(SegmentId segment, byte[] lines) {
        byte[] bytes = compress(lines);
        return new NewObject(
                Keys.rawSegment(segment), bytes, CONTENT_TYPE, Map.of(SHA256, Sha256.hex(Sha256.of(bytes))));
    }

    /** Lines as they stand in an object. */
    public static byte[] compress(byte[] lines) {
        byte[] target = new byte[Math.toIntExact(Zstd.compressBound(lines.length))];
        long size = Zstd.compressByteArray(target, 0, target.length, lines, 0, lines.length, LEVEL, true);
        if (Zstd.isError(size)) {
            throw new IllegalStateException("zstd: " + Zstd.getErrorName(size));
        }
        return Arrays.copyOf(target, (int) size);
    }

    /**
     * All events of the object, in order.
     *
     * @throws Damaged when a byte of it is not as it was written
     */
    public static List<RawEvent> decode(byte[] object) {
        return events(decompress(object, MOST_BYTES));
    }

    private static List<RawEvent> events(byte[] lines) {
        List<RawEvent> events = new ArrayList<>();
        for (int start = 0; start < lines.length; ) {
            int end = lineEnd(lines, start);
            events.add(read(lines, start, end, events.size()));
            if (!segment(events.get(0)).equals(segment(events.get(events.size() - 1)))) {
                throw new Damaged("the segment has events of two segments");
            }
            start = end + 1;
        }
        if (events.isEmpty()) {
            throw new Damaged("the segment has no events");
        }
        return events;
    }

    /**
     * All events of the object that is stored as this segment, in order.
     *
     * @throws Damaged also when it holds another segment, whose events have their place there
     */
    public static List<RawEvent> decode(byte[] object, SegmentId segment) {
        return decode(object, segment, MOST_BYTES);
    }

    /**
     * The same.
     *
     * @param mostBytes that a segment can have before compression
     * @throws Damaged also when the object asks for more, which it then does not get
     */
    public static List<RawEvent> decode(byte[] object, SegmentId segment, long mostBytes) {
        List<RawEvent> events = events(decompress(object, mostBytes));
        if (!segment(events.get(0)).equals(segment)) {
            throw new Damaged("the object holds segment " + segment(events.get(0)));
        }
        return events;
    }

    /**
     * The event on one line, counted from 0; empty when the segment has fewer lines.
     *
     * @throws Damaged when the object is no raw segment or that line is not as it was written
     */
    public static Optional<RawEvent> line(byte[] object, int line) {
        byte[] lines = decompress(object, MOST_BYTES);
        int start = 0;
        for (int skipped = 0; skipped < line && start < lines.length; skipped++) {
            start = lineEnd(lines, start) + 1;
        }
        return start < lines.length ? Optional.of(read(lines, start, lineEnd(lines, start), line)) : Optional.empty();
    }

    private static RawEvent read(byte[] lines, int start, int end, int line) {
        RawEvent event = new LineReader(lines, start, end).read();
        if (event.id().line() != line) {
            throw new Damaged("the segment has line " + event.id().line() + " in place of " + line);
        }
        return event;
    }

    private static SegmentId segment(RawEvent event) {
        return event.id().segment();
    }

    private static int lineEnd(byte[] lines, int start) {
        for (int position = start; position < lines.length; position++) {
            if (lines[position] == '\n') {
                return position;
            }
        }
        throw new Damaged("the segment has half a line");
    }

    /**
     * The bytes that {@link #compress} was given.
     *
     * @throws Damaged when the object is no such frame
     */
    public static byte[] decompress(byte[] object) {
        return decompress(object, MOST_BYTES);
    }

    private static byte[] decompress(byte[] object, long mostBytes) {
        if (object.length < LEAST_FRAME_BYTES) {
            throw new Damaged("the object is too short for a zstd frame");
        }
        try {
            long size = Zstd.getFrameContentSize(object);
            if (size <= 0) {
                throw new Damaged("the object is no zstd frame of a known size");
            }
            // The header alone may say anything; room is made for what these bytes can hold and a segment may have.
            if (size > mostBytes || size > (object.length / LEAST_BLOCK_BYTES + 1) * MOST_OF_A_BLOCK) {
                throw new Damaged("the object is a zstd frame that asks for " + size + " bytes");
            }
            byte[] lines = new byte[(int) size];
            if (Zstd.decompress(lines, object) == size) {
                return lines;
            }
        } catch (ZstdException broken) {
            throw new Damaged("the object is a broken zstd frame: " + broken.getMessage());
        }
        throw new Damaged("the object is a broken zstd frame");
    }
}
