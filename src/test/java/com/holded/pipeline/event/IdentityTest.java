package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private static final SegmentId SEGMENT =
            new SegmentId(Instant.parse("2026-11-22T20:49:32.123Z").toEpochMilli(), 0xa1b2c3d4e5L);

    @Test
    void segment_id_reads_as_time_and_writer() {
        assertThat(SEGMENT).hasToString("20261122T204932123Z-a1b2c3d4e5");
        assertThat(SEGMENT.day()).isEqualTo(LocalDate.of(2026, 11, 22));
        assertThat(new SegmentId(0, 0)).hasToString("19700101T000000000Z-0000000000");
    }

    @Test
    void segment_and_line_survive_the_way_through_an_event_id() {
        Random random = new Random(7);
        for (int round = 0; round < 10_000; round++) {
            SegmentId segment = anySegment(random);
            int line = random.nextInt(EventId.LINES);

            EventId event = EventId.of(segment, line);
            PackageId pack = PackageId.of(segment, line);

            assertThat(event.segment()).isEqualTo(segment);
            assertThat(event.line()).isEqualTo(line);
            assertThat(pack.segment()).isEqualTo(segment);
            assertThat(pack.line()).isEqualTo(line);
            assertThat(SegmentId.parse(segment.toString())).isEqualTo(segment);
            assertThat(event.value()).isNotEqualTo(pack.value());
            assertThat(event.value().version()).isEqualTo(7);
            assertThat(event.value().variant()).isEqualTo(2);
        }
    }

    @Test
    void limits_of_every_part_are_kept() {
        SegmentId last = new SegmentId(SegmentId.LAST_MILLIS, SegmentId.WRITERS - 1);

        EventId id = EventId.of(last, EventId.LINES - 1);

        assertThat(last).hasToString("99991231T235959999Z-ffffffffff");
        assertThat(id.segment()).isEqualTo(last);
        assertThat(id.line()).isEqualTo(EventId.LINES - 1);
        assertThatThrownBy(() -> EventId.of(last, EventId.LINES)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventId.of(last, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SegmentId(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SegmentId(SegmentId.LAST_MILLIS + 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SegmentId(0, SegmentId.WRITERS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ids_and_their_texts_sort_by_time_writer_and_line() {
        Random random = new Random(11);
        List<EventId> inOrder = new ArrayList<>();
        Stream.generate(() -> anySegment(random)).limit(200).sorted().forEach(segment -> {
            for (int line : new int[] {0, 1, 255, 256, EventId.LINES - 1}) {
                inOrder.add(EventId.of(segment, line));
            }
        });

        assertThat(inOrder.stream().sorted()).containsExactlyElementsOf(inOrder);
        assertThat(inOrder.stream().map(EventId::toString).sorted().map(text -> new EventId(UUID.fromString(text))))
                .containsExactlyElementsOf(inOrder);
        assertThat(inOrder.stream().map(id -> id.segment().toString())).isSorted();
    }

    @Test
    void a_uuid_of_another_make_is_no_event_id() {
        EventId id = EventId.of(SEGMENT, 3);

        assertThat(EventId.from(id.value())).contains(id);
        assertThat(EventId.from(PackageId.of(SEGMENT, 3).value())).isEmpty();
        assertThat(PackageId.from(id.value())).isEmpty();
        assertThat(EventId.from(UUID.fromString("8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11")))
                .isEmpty();
        assertThat(EventId.from(new UUID(0, 0))).isEmpty();
        assertThat(EventId.from(new UUID(-1, -1))).isEmpty();
        assertThat(EventId.from(UUID.fromString("ffffffff-ffff-7000-8000-000000000000")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261122T204932123Z",
                "20261122T204932123Z-a1b2c3d4e",
                "20261122T204932123Z-A1B2C3D4E5",
                "20261122T204932123Z-a1b2c3d4e5 ",
                "20261131T204932123Z-a1b2c3d4e5",
                "20260230T204932123Z-a1b2c3d4e5",
                "20261122T244932123Z-a1b2c3d4e5",
                "20261122T204932123Z-../../etc/"
            })
    void refuses_what_is_no_segment_id(String text) {
        assertThatThrownBy(() -> SegmentId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no segment id");
    }

    private static SegmentId anySegment(Random random) {
        long millis = Math.floorMod(random.nextLong(), SegmentId.LAST_MILLIS + 1);
        return new SegmentId(millis, Math.floorMod(random.nextLong(), SegmentId.WRITERS));
    }
}
