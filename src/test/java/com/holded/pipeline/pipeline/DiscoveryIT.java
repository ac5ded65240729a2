package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.DiscoveryProgress;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What discovery finds, when, and with how many listings, over a real S3 server and a real database. */
class DiscoveryIT {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryIT.class);

    @TempDir
    private Path folder;

    private TestDatabase database;
    private Sql sql;
    private S3Server server;
    private ObjectStore store;
    private Segments segments;
    private final Map<Path, Path> firstOfDay = new HashMap<>();
    private final AtomicInteger listings = new AtomicInteger();
    private final Instant now = Instant.now();
    private long writer = new Random().nextLong(SegmentId.WRITERS / 2);

    @BeforeEach
    void start() throws IOException {
        database = TestDatabase.start();
        sql = database.sql();
        segments = new Segments(database.dataSource());
        server = new S3Server(
                folder.resolve("data"),
                freePort(),
                new Secret("test"),
                new Secret("test-secret"),
                folder.resolve("run"),
                folder.resolve("s3.log"));
        server.start();
        store = ObjectStore.connect(
                new Settings.Storage(
                        server.endpoint(),
                        new Secret("test"),
                        new Secret("test-secret"),
                        "events",
                        "us-east-1",
                        Duration.ofSeconds(30)),
                request -> {
                    if (request == ObjectStore.Operation.LIST) {
                        listings.incrementAndGet();
                    }
                });
        store.ensureBucket();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        server.close();
        database.close();
    }

    @Test
    void a_cycle_over_a_hundred_thousand_old_segments_lists_a_few_times_also_after_a_restart() throws IOException {
        putOldSegments(50, 2_000);
        sql.execute("UPDATE discovery SET looked_until = now(), swept_at = now()");
        SegmentId fresh = put(now);

        int found = cycle("with fresh state", restarted());
        assertThat(listings.get()).isLessThanOrEqualTo(10);
        Discovery warm = restarted();
        cycle("first after a restart", warm);
        assertThat(listings.get()).isLessThanOrEqualTo(20);
        cycle("next", warm);

        assertThat(listings.get()).isLessThanOrEqualTo(24);
        assertThat(found).isEqualTo(1);
        assertThat(segments.areWaiting()).isTrue();
        assertThat(sql.rows("SELECT segment_id FROM raw_segments WHERE state = 'new'"))
                .containsExactly(fresh.toString());
    }

    @Test
    void a_restart_does_not_begin_the_sweep_anew() throws IOException {
        // The server looks at every object for each listing of folders: three days of just over a page are enough.
        int days = 3;
        putOldSegments(days, 1_010);
        SegmentId hidden = put(now.minus(2, ChronoUnit.DAYS));
        sql.execute("UPDATE discovery SET looked_until = now()");
        AtomicInteger steps = new AtomicInteger();

        // Each process dies after five steps.
        int processes = 0;
        while (sql.rows("SELECT swept_at FROM discovery").equals(List.of(""))) {
            steps.set(0);
            restarted().tend(() -> steps.incrementAndGet() <= 5);
            processes++;
            assertThat(processes).as("processes").isLessThan(1_000);
        }
        int whole = listings.get();
        restarted().tend(() -> true);

        assertThat(sql.rows("SELECT segment_id FROM raw_segments WHERE state = 'new'"))
                .containsExactly(hidden.toString());
        assertThat(processes).isGreaterThan(2);
        assertThat(listings.get()).as("the next sweep is due in a day").isEqualTo(whole);
        // Of each day some listings of folders, one to see that it is large, and a page for each thousand of each hour.
        assertThat(whole).isLessThan(days * (24 * 5 + 10));
    }

    @Test
    void clocks_that_are_an_hour_wrong_and_writers_that_are_half_an_hour_late_are_found_by_the_next_look() {
        restarted().look();
        SegmentId behind = put(now.minus(1, ChronoUnit.HOURS));
        SegmentId ahead = put(now.plus(1, ChronoUnit.HOURS));
        SegmentId late = put(now.minus(30, ChronoUnit.MINUTES));
        SegmentId both = put(now.minus(90, ChronoUnit.MINUTES));

        restarted().look();

        assertThat(sql.rows("SELECT segment_id FROM raw_segments"))
                .containsExactlyInAnyOrder(behind.toString(), ahead.toString(), late.toString(), both.toString());
    }

    @Test
    void what_appears_behind_the_looks_is_found_by_the_next_sweep() {
        restarted().look();
        restarted().tend(() -> true);
        SegmentId old = put(now.minus(40, ChronoUnit.DAYS));
        SegmentId far = put(Instant.parse("2099-12-31T23:59:59.999Z"));
        restarted().look();
        restarted().tend(() -> true);
        assertThat(sql.rows("SELECT segment_id FROM raw_segments")).isEmpty();

        sql.execute("UPDATE discovery SET swept_at = swept_at - interval '25 hours'");
        restarted().tend(() -> true);

        assertThat(sql.rows("SELECT segment_id FROM raw_segments"))
                .containsExactlyInAnyOrder(old.toString(), far.toString());
    }

    @Test
    void what_came_while_nobody_looked_is_found_however_long_that_was() {
        restarted().look();
        restarted().tend(() -> true);
        sql.execute("UPDATE discovery SET looked_until = now() - interval '3 hours'");
        SegmentId hours = put(now.minus(3, ChronoUnit.HOURS));
        restarted().look();
        assertThat(sql.rows("SELECT segment_id FROM raw_segments")).containsExactly(hours.toString());

        sql.execute("UPDATE discovery SET looked_until = now() - interval '9 days'");
        SegmentId days = put(now.minus(5, ChronoUnit.DAYS));
        restarted().look();
        restarted().tend(() -> true);

        assertThat(sql.rows("SELECT segment_id FROM raw_segments"))
                .containsExactlyInAnyOrder(hours.toString(), days.toString());
    }

    @Test
    void an_hour_with_more_segments_than_a_page_is_listed_whole() throws IOException {
        Instant hour = now.minus(1, ChronoUnit.HOURS);
        for (int i = 0; i < 2_500; i++) {
            putFile(new SegmentId(hour.toEpochMilli() - i * 13L, writer++));
        }
        // As many in one millisecond as writers may make.
        for (int i = 0; i < 1_200; i++) {
            putFile(new SegmentId(hour.toEpochMilli(), writer++));
        }

        restarted().look();

        assertThat(sql.rows("SELECT count(*) FROM raw_segments")).containsExactly("3700");
    }

    @Test
    void two_replicas_do_not_sweep_at_the_same_time() {
        restarted().look();
        SegmentId old = put(now.minus(40, ChronoUnit.DAYS));
        DiscoveryProgress other = new DiscoveryProgress(database.dataSource());
        assertThat(other.takeSweep(SegmentId.END_MILLIS, Duration.ofDays(1), Duration.ofMinutes(1)))
                .isPresent();

        restarted().tend(() -> true);
        assertThat(sql.rows("SELECT segment_id FROM raw_segments")).isEmpty();
        sql.execute("UPDATE discovery SET sweep_held_until = now() - interval '1 second'");
        restarted().tend(() -> true);

        assertThat(sql.rows("SELECT segment_id FROM raw_segments")).containsExactly(old.toString());
    }

    private int cycle(String what, Discovery discovery) {
        long begun = System.nanoTime();
        int before = listings.get();
        int found = discovery.look();
        boolean waiting = segments.areWaiting();
        LOG.info(
                "{}: {} ms, {} listings, {} found, waiting: {}",
                what,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                listings.get() - before,
                found,
                waiting);
        return found;
    }

    /** As a new process finds it: nothing is known but what stands in the database. */
    private Discovery restarted() {
        return new Discovery(store, segments, new DiscoveryProgress(database.dataSource()));
    }

    private SegmentId put(Instant opened) {
        SegmentId segment = new SegmentId(opened.toEpochMilli(), writer++);
        store.put(new NewObject(Keys.rawSegment(segment), new byte[] {1}, SegmentFormat.CONTENT_TYPE));
        return segment;
    }

    /**
     * Straight into the folder of the server, since 100,000 requests would take minutes; all of a day as links to its first
     * one, since 100,000 files would take some, too.
     */
    private void putFile(SegmentId segment) throws IOException {
        Path file = folder.resolve("data").resolve("events").resolve(Keys.rawSegment(segment));
        Path first = firstOfDay.get(file.getParent());
        if (first == null) {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[] {1});
            firstOfDay.put(file.getParent(), file);
        } else {
            Files.createLink(file, first);
        }
    }

    private void putOldSegments(int days, long perDay) throws IOException {
        long dayMillis = Duration.ofDays(1).toMillis();
        for (int day = 1; day <= days; day++) {
            long start = now.toEpochMilli() - day * dayMillis;
            for (long i = 0; i < perDay; i++) {
                putFile(new SegmentId(start + i * dayMillis / perDay / 2, day * perDay + i));
            }
        }
        IntStream.rangeClosed(1, days)
                .forEach(day -> sql.execute(
                        """
                        INSERT INTO raw_segments (segment_id, object_key, size_bytes, stored_at, state, finished_at)
                        SELECT to_char(opened AT TIME ZONE 'UTC', 'YYYYMMDD"T"HH24MISSMS"Z"') || '-' || lpad(to_hex(id), 10, '0'),
                               'raw-events/' || id, 1, opened, 'loaded', now()
                        FROM (SELECT %1$d::bigint * %2$d + i AS id,
                                     to_timestamp((%3$d + i * %4$d / %2$d / 2) / 1000.0) AS opened
                              FROM generate_series(0::bigint, %2$d - 1) i) made"""
                                .formatted(day, perDay, now.toEpochMilli() - day * dayMillis, dayMillis)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
