package com.holded.pipeline.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.RunningPlatform;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Objects that somebody else put where segments stand: each is set aside with a reason, and harms nothing else. */
@ExtendWith(RunningPlatform.Shared.class)
class ForeignObjectsIT {
    private static final long MORE_THAN_IS_READ = 600L << 20;
    private static final Duration A_WHILE = Duration.ofSeconds(15);

    private final RunningPlatform platform;
    private final Client client;
    private final Sql sql;
    private final long now = Instant.now().toEpochMilli();
    private long writer = new Random().nextLong(SegmentId.WRITERS - 100);
    private final Map<SegmentId, String> reasons = new LinkedHashMap<>();

    ForeignObjectsIT(RunningPlatform platform) {
        this.platform = platform;
        this.client = new Client(platform.platform());
        this.sql = new Sql(platform.platform());
    }

    @Test
    void are_set_aside_with_a_reason_while_their_neighbours_are_loaded_and_listed() throws IOException {
        assumeTrue(platform.platform().s3().isPresent(), "a sparse file can be made in the local S3 server alone");
        SegmentId whole = next();
        SegmentId interrupted = next();
        byte[] good = SegmentFormat.encode(List.of(event(whole)));
        byte[] lines = Zstd.decompress(good, Math.toIntExact(Zstd.getFrameContentSize(good)));
        byte[] flipped = good.clone();
        flipped[flipped.length / 2] ^= 1;
        try (ObjectStore store =
                ObjectStore.connect(platform.platform().settings().storage())) {
            put(store, "too short", new byte[0]);
            put(store, "broken zstd frame", "this is no segment at all".getBytes(UTF_8));
            put(store, "broken zstd frame", flipped);
            put(
                    store,
                    "half a line",
                    SegmentFormat.compress(new String(lines, UTF_8).strip().getBytes(UTF_8)));
            put(
                    store,
                    "a line that does not end",
                    SegmentFormat.compress(
                            new String(lines, UTF_8).replace("\n", "\r\n").getBytes(UTF_8)));
            put(store, "holds segment " + whole, good);
            put(store, "do not have the SHA-256", good, Map.of("sha256", Sha256.hex(Sha256.of(flipped))));
            put(store, "asks for 1073741824 bytes", frameThatAsksFor(1 << 30));
            store.put(new NewObject(Keys.rawSegment(whole), good, SegmentFormat.CONTENT_TYPE));
            store.put(new NewObject(Keys.rawDay(whole.day()) + "notes.txt", good, "text/plain"));
            store.put(new NewObject(Keys.RAW + whole + ".ndjson.zst", good, SegmentFormat.CONTENT_TYPE));
            // What a server that keeps files leaves when it is killed in the middle of a PUT.
            store.put(new NewObject(
                    Keys.rawSegment(interrupted) + "-" + UUID.randomUUID(),
                    Arrays.copyOf(good, good.length / 2),
                    SegmentFormat.CONTENT_TYPE));
        }
        sparse(next());
        String neighbour = Client.ids(client.post("/collect", text("neighbour")).json(), "accepted")
                .get(0);

        JsonNode run = client.runJob();

        assertThat(run.path("status").asString()).isEqualTo("COMPLETED");
        reasons.forEach((segment, reason) -> assertThat(
                        sql.rows("SELECT state, reason FROM raw_segments WHERE segment_id = ?", segment.toString()))
                .singleElement()
                .asString()
                .startsWith("quarantined|")
                .contains(reason));
        assertThat(setAside())
                .containsAll(reasons.keySet().stream().map(SegmentId::toString).toList());
        assertThat(sql.rows("SELECT state FROM raw_segments WHERE segment_id = ?", interrupted.toString()))
                .as("half an object that was never answered is no segment")
                .isEmpty();
        Waiting.until(
                A_WHILE,
                "the figure to follow",
                () -> client.read("/metrics?scope=application").text(),
                figures -> figures.matches("(?s).*holded_segments_quarantined\\{[^}]*\\} ([1-9][0-9]*)(\\.0)?\n.*"));
        assertThat(sql.rows("SELECT event_id FROM business_events WHERE company_id = 'foreign_objects_it'"))
                .containsExactlyInAnyOrder(EventId.of(whole, 0).toString(), neighbour);
        assertThat(listed(whole.day()))
                .containsExactlyInAnyOrder(EventId.of(whole, 0).toString(), neighbour);
    }

    /** Ids on all pages of what is set aside. */
    private List<String> setAside() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.send(client.request("/ops/segments?state=quarantined&limit=3"
                                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                            .header("X-API-Key", client.adminKey())
                            .GET())
                    .json();
            page.path("segments").valueStream().forEach(entry -> {
                assertThat(entry.path("reason").asString()).isNotEmpty();
                ids.add(entry.path("segment_id").asString());
            });
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        assertThat(client.read("/ops/segments").status())
                .as("for administrators")
                .isIn(401, 403);
        return ids;
    }

    /** Ids on all pages of the list. */
    private List<String> listed(LocalDate day) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.read("/events?company=foreign_objects_it&day=" + day
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            page.path("events")
                    .valueStream()
                    .forEach(entry -> ids.add(entry.path("event_id").asString()));
            cursor = page.path("next").asString("");
        } while (!cursor.isEmpty());
        return ids;
    }

    private void put(ObjectStore store, String reason, byte[] object) {
        put(store, reason, object, Map.of());
    }

    private void put(ObjectStore store, String reason, byte[] object, Map<String, String> metadata) {
        SegmentId segment = next();
        store.put(new NewObject(Keys.rawSegment(segment), object, SegmentFormat.CONTENT_TYPE, metadata));
        reasons.put(segment, reason);
    }

    /** A header that nothing stands behind: magic number, single segment with a size of four bytes, the size. */
    private static byte[] frameThatAsksFor(int bytes) {
        return ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xFD2FB528)
                .put((byte) 0xA4)
                .putInt(bytes)
                .array();
    }

    /** As large as no segment is, at the cost of no disk. */
    private void sparse(SegmentId segment) throws IOException {
        Path data = platform.log().getParent().getParent();
        Path file = data.resolve("s3")
                .resolve(platform.platform().settings().storage().bucket())
                .resolve(Keys.rawSegment(segment));
        Files.createDirectories(file.getParent());
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(MORE_THAN_IS_READ);
        }
        reasons.put(segment, "has " + MORE_THAN_IS_READ + " bytes");
    }

    private SegmentId next() {
        return new SegmentId(now, writer++);
    }

    private RawEvent event(SegmentId segment) {
        return new RawEvent(
                EventId.of(segment, 0),
                PackageId.of(segment, 0).value(),
                0,
                now,
                0,
                true,
                List.of(),
                text("whole").getBytes(UTF_8));
    }

    private static String text(String message) {
        return "{\"event_id\":\"" + message + "\",\"event_type\":\"T\",\"company_id\":\"foreign_objects_it\","
                + "\"timestamp\":1772705555000}";
    }
}
