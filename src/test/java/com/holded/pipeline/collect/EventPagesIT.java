package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StoredObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages of a day with 20,000 segments from a real S3 server; logs what decision 13 says of their time. */
class EventPagesIT {
    private static final Logger LOG = LoggerFactory.getLogger(EventPagesIT.class);
    private static final Instant DAY = Instant.parse("2026-11-22T00:00:00Z");
    private static final int SEGMENTS = 20_000;
    private static final Duration APART = Duration.ofDays(1).dividedBy(SEGMENTS);

    @Test
    void a_page_of_a_crowded_day_comes_with_few_requests(@TempDir Path folder) throws IOException {
        int port = freePort();
        try (S3Server server = new S3Server(
                        folder.resolve("data"),
                        port,
                        new Secret("test"),
                        new Secret("test-secret"),
                        folder.resolve("run"),
                        folder.resolve("s3.log"));
                ObjectStore store = ObjectStore.connect(new Settings.Storage(
                        server.endpoint(),
                        new Secret("test"),
                        new Secret("test-secret"),
                        "events",
                        "us-east-1",
                        Duration.ofSeconds(10)))) {
            server.start();
            store.ensureBucket();
            fill(folder.resolve("data").resolve("events"));
            Counted counted = new Counted(store);
            EventLog log = new EventLog(
                    counted, Clock.fixed(DAY.plus(Duration.ofHours(60)), ZoneOffset.UTC), System::nanoTime);
            EventFilter filter = EventFilter.of("2026-11-22", "", "", "");

            EventLog.Page first = page(log, counted, filter, null);
            EventLog.Page second = page(log, counted, filter, first.next());
            page(log, counted, EventFilter.of("", "", "", ""), null);
            page(log, counted, EventFilter.of("", "nobody", "", ""), null);

            assertThat(first.entries()).hasSize(50);
            assertThat(first.next()).isEqualTo(EventId.of(segment(SEGMENTS - 50), 0));
            assertThat(second.next()).isEqualTo(EventId.of(segment(SEGMENTS - 100), 0));
            assertThat(first.total()).isBetween(50L, (long) SEGMENTS);
            assertThat(store.folders(Keys.RAW)).containsExactly("raw-events/2026/");
            assertThat(store.folders("raw-events/2026/11/")).containsExactly("raw-events/2026/11/22/");
        }
    }

    private static EventLog.Page page(EventLog log, Counted counted, EventFilter filter, @Nullable EventId before) {
        counted.lists = 0;
        counted.reads = 0;
        long begun = System.nanoTime();
        EventLog.Page page = log.page(filter, before, 50);
        LOG.info(
                "{} events, total {} {}: {} listings, {} reads, {} ms",
                page.entries().size(),
                page.exact() ? "exactly" : "at least",
                page.total(),
                counted.lists,
                counted.reads,
                (System.nanoTime() - begun) / 1_000_000);
        assertThat(counted.lists).isLessThanOrEqualTo(PageReading.MOST_LISTINGS);
        assertThat(counted.reads).isLessThanOrEqualTo(PageReading.MOST_READS);
        return page;
    }

    /** Straight to the server's files: to put them all over HTTP takes a minute. */
    private static void fill(Path bucket) throws IOException {
        Files.createDirectories(bucket.resolve(Keys.rawSegment(segment(0))).getParent());
        for (int number = 0; number < SEGMENTS; number++) {
            SegmentId segment = segment(number);
            RawEvent event = new RawEvent(
                    EventId.of(segment, 0),
                    PackageId.of(segment, 0).value(),
                    0,
                    segment.openedAtMillis(),
                    0,
                    true,
                    List.of(),
                    "{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":1772705555000}".getBytes(UTF_8));
            Files.write(bucket.resolve(Keys.rawSegment(segment)), SegmentFormat.encode(List.of(event)));
        }
    }

    private static SegmentId segment(int number) {
        return new SegmentId(DAY.plus(APART.multipliedBy(number)).toEpochMilli(), 7);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The real store, and how often it was asked. */
    private static final class Counted implements EventLog.Objects {
        private final ObjectStore store;
        private int lists;
        private int reads;

        Counted(ObjectStore store) {
            this.store = store;
        }

        @Override
        public byte[] read(String key) {
            reads++;
            return store.read(key);
        }

        @Override
        public List<StoredObject> list(String prefix, String startAfter, int most) {
            lists++;
            return store.list(prefix, startAfter, most);
        }

        @Override
        public List<String> folders(String prefix) {
            lists++;
            return store.folders(prefix);
        }
    }
}
