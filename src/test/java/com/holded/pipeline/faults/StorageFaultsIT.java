package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.local.Ports;
import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows F11 to F16: object storage is away, slow, full, or says what is not true. */
@ExtendWith(Lab.Shared.class)
class StorageFaultsIT {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final Duration HEALED = Duration.ofMinutes(3);
    private static final String RAW = "/raw-events/";
    private static final String SLOW_DOWN = "<Error><Code>SlowDown</Code><Message>no</Message></Error>";
    private static final String INTERNAL = "<Error><Code>InternalError</Code><Message>no</Message></Error>";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private FaultProxy proxy;
    private CollectorChild collector;
    private Senders senders;

    StorageFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        proxy = FaultProxy.http(lab.s3().endpoint().getPort());
        collector = CollectorChild.of(throughProxy(bed.collector()));
        senders = new Senders(bed.folder(), seed.value(), () -> collector);
    }

    @AfterEach
    void end() {
        senders.close();
        collector.close();
        proxy.close();
        bed.close();
    }

    /** How storage may be away. */
    enum Away {
        REFUSED,
        SILENT
    }

    @ParameterizedTest
    @EnumSource
    @Tag("faults")
    void without_storage_nothing_is_accepted_and_with_it_everything_again(Away away) throws Exception {
        senders.send(5);
        senders.begin(4);
        if (away == Away.REFUSED) {
            proxy.refuse();
        } else {
            proxy.breakWith(Fault.blackHole());
            proxy.resetAll();
        }
        awaitStatus(503);
        senders.send(1);
        int before = senders.answered();
        senders.send(2);
        assertThat(senders.answered()).as("events answered without storage").isEqualTo(before);

        proxy.heal();
        senders.awaitAnswered(20);

        assertThat(senders.statuses()).isSubsetOf(200, 503);
        settle();
    }

    @Test
    @Tag("faults")
    void storage_that_is_slow_costs_a_bounded_number_of_bytes() throws Exception {
        collector.close();
        // The smallest limits that the settings allow: the heap would not hold what is sent.
        collector = CollectorChild.of(throughProxy(bed.collector())
                .option("-Xmx96m")
                .setting(Setting.COLLECT_BODY_BYTES, "262144")
                .setting(Setting.COLLECT_DECODED_BYTES, "1048576")
                .setting(Setting.COLLECT_IN_FLIGHT_BYTES, "16777216"));
        proxy.breakWith(Fault.delay(Duration.ofSeconds(2)).of("PUT", RAW).onTheWayUp());

        senders.bulky(20_000).begin(200);
        awaitStatus(503);
        proxy.heal();
        senders.awaitAnswered(200);

        assertThat(collector.child().isAlive()).isTrue();
        assertThat(senders.statuses()).isSubsetOf(200, 429, 503);
        settle();
    }

    @Test
    @Tag("faults-short")
    void storage_that_lies_at_every_fifth_request_is_believed_only_when_it_shows_the_bytes() throws Exception {
        Random random = seed.random();
        List<Fault> faults = List.of(
                Fault.answer(503, SLOW_DOWN).onTheWayUp(),
                Fault.answer(500, INTERNAL).onTheWayUp(),
                Fault.answer(200, INTERNAL).onTheWayUp(),
                Fault.reset().onTheWayUp(),
                Fault.reset().onTheWayBack(),
                StorageFaultsIT.withoutItsLastBytes().onTheWayUp(),
                StorageFaultsIT.otherETag().onTheWayBack());
        for (Fault fault : faults) {
            proxy.breakWith(fault.sometimes(0.2, random).of("PUT", "/"));
            senders.send(25);
        }
        proxy.heal();
        senders.send(1);

        assertThat(senders.statuses()).isSubsetOf(200, 503).contains(200);
        settle();
    }

    /** All but the last bytes pass; then the connection is gone. */
    private static Fault withoutItsLastBytes() {
        return (piece, link) -> {
            link.pass(piece.direction(), piece.bytes(), 0, piece.bytes().length - 16);
            link.reset();
        };
    }

    private static Fault otherETag() {
        return (piece, link) -> {
            String answer = new String(piece.bytes(), StandardCharsets.ISO_8859_1);
            byte[] changed =
                    answer.replaceFirst("(?i)(etag: \"?)[0-9a-f]{4}", "$10000").getBytes(StandardCharsets.ISO_8859_1);
            link.pass(piece.direction(), changed, 0, changed.length);
        };
    }

    @Test
    @Tag("faults-short")
    void a_segment_whose_bits_are_turned_on_the_way_is_set_aside_whole() throws Exception {
        senders.send(3, 5);
        proxy.breakWith(Fault.flipBit().of("GET", RAW).onTheWayBack().when(oneSegment()));

        try (ChildJvm run = throughProxy(bed.pipeline()).now()) {
            assertThat(run.awaitExit(LONGEST_RUN)).isZero();
        }

        List<String> quarantined = bed.sql().rows("SELECT object_key FROM raw_segments WHERE state = 'quarantined'");
        assertThat(quarantined).hasSize(1);
        assertThat(bed.sql().rows("SELECT reason FROM raw_segments WHERE state = 'quarantined'"))
                .allMatch(reason -> !reason.isEmpty());
        assertThat(breaches(quarantined)).isEmpty();
    }

    private BiPredicate<Fault.Piece, Link> oneSegment() {
        String first = new Bucket(bed.store()).segmentKeys().get(0);
        return (piece, link) -> link.request().contains(first);
    }

    @Test
    @Tag("faults")
    void a_bit_that_is_turned_once_on_the_way_costs_a_second_read() throws Exception {
        senders.send(3, 5);
        proxy.breakWith(Fault.flipBit().times(1).of("GET", RAW).onTheWayBack());

        try (ChildJvm run = throughProxy(bed.pipeline()).now()) {
            assertThat(run.awaitExit(LONGEST_RUN)).isZero();
        }

        assertThat(bed.sql().rows("SELECT DISTINCT state FROM raw_segments")).containsExactly("loaded");
        settle();
    }

    @Test
    @Tag("faults")
    void a_segment_that_is_cut_off_on_the_way_is_read_again() throws Exception {
        senders.send(5, 5);
        proxy.breakWith(Fault.cutAfter(300).oncePer(2).of("GET", RAW).onTheWayBack());

        try (ChildJvm run = throughProxy(bed.pipeline()).now()) {
            assertThat(run.awaitExit(LONGEST_RUN)).isZero();
        }

        assertThat(bed.sql().rows("SELECT DISTINCT state FROM raw_segments")).containsExactly("loaded");
        settle();
    }

    @Test
    @Tag("faults")
    void a_segment_that_a_listing_leaves_out_is_found_by_the_next_one() throws Exception {
        senders.send(5);
        proxy.breakWith(Fault.answer(
                        200,
                        "<?xml version=\"1.0\"?><ListBucketResult><Name>b</Name><KeyCount>0</KeyCount>"
                                + "<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>")
                .of("GET", "list-type=2")
                .onTheWayUp());

        try (ChildJvm run = throughProxy(bed.pipeline()).now()) {
            assertThat(run.awaitExit(LONGEST_RUN)).isZero();
        }

        assertThat(bed.sql().rows("SELECT count(*) FROM raw_segments")).containsExactly("0");
        proxy.heal();
        settle();
    }

    @Test
    @Tag("faults")
    void storage_without_room_takes_nothing_and_says_so_until_there_is_room() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(bed.folder().resolve("disk"), 8);
                S3Server small = new S3Server(
                        disk.folder().resolve("data"),
                        Ports.free(),
                        new Secret("a-small-access-key"),
                        new Secret("a-small-secret-key"),
                        bed.folder().resolve("small-run"),
                        bed.folder().resolve("small.log"))) {
            small.start();
            Bed onSmall = new Bed(lab, lab.postgres(), bed.name(), bed.folder(), small.environment());
            collector.close();
            collector = CollectorChild.of(onSmall.collector());
            senders.send(3);
            disk.fill();

            senders.bulky(20_000).begin(2);
            awaitStatus(503);
            disk.free();
            senders.awaitAnswered(20);
            senders.end();
            collector.close();

            assertThat(onSmall.run()).isEqualTo(RunStatus.COMPLETED);
            Checker.assertHolds(onSmall, senders.history(), seed.toString());
            onSmall.close();
        }
    }

    private ChildJvm.Start throughProxy(ChildJvm.Start start) {
        return start.setting(Setting.MINIO_ENDPOINT, "http://127.0.0.1:" + proxy.port());
    }

    private void awaitStatus(int status) {
        Waiting.until(HEALED, "an answer " + status, senders::statuses, statuses -> statuses.contains(status));
    }

    private void settle() throws Exception {
        senders.end();
        collector.close();
        assertThat(bed.run()).isEqualTo(RunStatus.COMPLETED);
        assertThat(breaches(List.of())).as(seed + ", " + bed.folder()).isEmpty();
    }

    private List<Breach> breaches(List<String> quarantined) {
        return Checker.check(bed, senders.history(), Set.copyOf(quarantined));
    }
}
