package com.holded.pipeline.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectContent;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StorageException.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentReaderTest {
    private static final long MOST = 1 << 20;
    private static final SegmentId SEGMENT = new SegmentId(1_795_380_572_123L, 7);
    private static final SegmentTask TASK =
            new SegmentTask(SEGMENT, Keys.rawSegment(SEGMENT), 100, Instant.EPOCH, Instant.EPOCH, 1);
    private static final List<RawEvent> EVENTS = List.of(event(0), event(1), event(2));
    private static final byte[] GOOD = SegmentFormat.encode(EVENTS);

    private final FakeStore store = new FakeStore();
    private final SegmentReader reader = new SegmentReader(store, MOST);

    @Test
    void a_whole_segment_is_read_once() throws SegmentReader.Corrupt {
        store.answers.add(whole(GOOD));

        assertThat(reader.read(TASK)).isEqualTo(EVENTS);
        assertThat(store.answers).isEmpty();
    }

    @Test
    void metadata_that_a_server_lost_are_not_missed() throws SegmentReader.Corrupt {
        store.answers.add(new ObjectContent(GOOD, ""));

        assertThat(reader.read(TASK)).isEqualTo(EVENTS);
    }

    @Property(tries = 200)
    void a_flipped_bit_or_a_cut_anywhere_is_corruption_and_never_half_a_segment(
            @ForAll long seed, @ForAll @IntRange(max = 1) int kind) {
        Random random = new Random(seed);
        byte[] damaged = GOOD.clone();
        if (kind == 0) {
            int bit = random.nextInt(damaged.length * 8);
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        } else {
            damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
        }
        FakeStore damagedStore = new FakeStore();
        String sha256 = Sha256.hex(Sha256.of(GOOD));
        damagedStore.answers.add(new ObjectContent(damaged, sha256));
        damagedStore.answers.add(new ObjectContent(damaged, sha256));

        assertThatThrownBy(() -> new SegmentReader(damagedStore, MOST).read(TASK))
                .isInstanceOf(SegmentReader.Corrupt.class)
                .hasMessage("the object's bytes do not have the SHA-256 that its metadata tell");
    }

    @Test
    void a_bit_that_flipped_on_the_way_sets_nothing_aside() throws SegmentReader.Corrupt {
        byte[] flipped = GOOD.clone();
        flipped[flipped.length / 2] ^= 1;
        store.answers.add(new ObjectContent(flipped, ""));
        store.answers.add(whole(GOOD));

        assertThat(reader.read(TASK)).isEqualTo(EVENTS);
    }

    @Test
    void an_object_that_holds_another_segment_is_corrupt() {
        SegmentId other = new SegmentId(1_795_380_572_124L, 7);
        SegmentTask task = new SegmentTask(other, Keys.rawSegment(other), 100, Instant.EPOCH, Instant.EPOCH, 1);
        store.answers.add(whole(GOOD));
        store.answers.add(whole(GOOD));

        assertThatThrownBy(() -> reader.read(task))
                .isInstanceOf(SegmentReader.Corrupt.class)
                .hasMessageContaining("holds segment " + SEGMENT);
    }

    @Test
    void a_frame_gets_no_more_room_than_a_segment_can_have() {
        byte[] bomb = SegmentFormat.compress(new byte[(int) MOST + 1]);
        store.answers.add(whole(bomb));
        store.answers.add(whole(bomb));

        assertThatThrownBy(() -> reader.read(TASK))
                .isInstanceOf(SegmentReader.Corrupt.class)
                .hasMessageContaining("asks for " + (MOST + 1) + " bytes");
    }

    @Test
    void an_object_that_is_gone_is_set_aside_alone_and_with_its_bucket_nothing_is() {
        store.failure = new StorageException(Kind.NOT_FOUND, "no such key");

        assertThatThrownBy(() -> reader.read(TASK))
                .isInstanceOf(SegmentReader.Corrupt.class)
                .hasMessage("there is no object under its key");

        store.bucket = new StorageException(Kind.NOT_FOUND, "there is no bucket");
        assertThatThrownBy(() -> reader.read(TASK)).isSameAs(store.bucket);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNAVAILABLE", "UNKNOWN_OUTCOME", "REFUSED"})
    void storage_out_of_reach_says_nothing_about_a_segment(Kind kind) {
        store.failure = new StorageException(kind, "no answer");

        assertThatThrownBy(() -> reader.read(TASK)).isSameAs(store.failure);
    }

    private static ObjectContent whole(byte[] bytes) {
        return new ObjectContent(bytes, Sha256.hex(Sha256.of(bytes)));
    }

    private static RawEvent event(int line) {
        return new RawEvent(
                EventId.of(SEGMENT, line),
                PackageId.of(SEGMENT, 0).value(),
                line,
                SEGMENT.openedAtMillis(),
                7,
                true,
                List.of(),
                ("{\"event_id\":\"m" + line + "\"}").getBytes(UTF_8));
    }

    /** Gives what it was told to, in order. */
    private static final class FakeStore implements SegmentReader.Store {
        private final Deque<ObjectContent> answers = new ArrayDeque<>();
        private StorageException failure;
        private StorageException bucket;

        @Override
        public ObjectContent read(String key, long mostBytes) {
            assertThat(key).isEqualTo(Keys.rawSegment(SegmentId.parse(key.substring(22, key.length() - 11))));
            assertThat(mostBytes).isEqualTo(MOST);
            if (failure != null) {
                throw failure;
            }
            return answers.remove();
        }

        @Override
        public void check() {
            if (bucket != null) {
                throw bucket;
            }
        }
    }
}
