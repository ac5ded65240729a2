package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.SegmentTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int MIB = 1 << 20;

    @Test
    void small_segments_share_a_batch() {
        assertThat(sizes(Batch.of(tasks(100, 500), 2))).containsExactly(100);
    }

    @Test
    void what_is_worth_it_is_shared_out_among_the_workers() {
        assertThat(sizes(Batch.of(tasks(100, 10_000), 4))).containsExactly(25, 25, 25, 25);
    }

    @Test
    void a_batch_has_about_a_quarter_of_a_mebibyte_at_most() {
        assertThat(sizes(Batch.of(tasks(10, MIB / 16), 2))).containsExactly(4, 4, 2);
    }

    @Test
    void a_large_segment_is_a_batch_of_its_own() {
        assertThat(sizes(Batch.of(tasks(3, 5 * MIB), 2))).containsExactly(1, 1, 1);
    }

    @Test
    void a_batch_has_at_most_256_segments_however_small() {
        assertThat(sizes(Batch.of(tasks(600, 1), 1))).containsExactly(256, 256, 88);
    }

    @Test
    void segments_stay_in_order() {
        List<SegmentTask> tasks = tasks(50, MIB / 8);

        assertThat(Batch.of(tasks, 2).stream().flatMap(batch -> batch.segments().stream()))
                .containsExactlyElementsOf(tasks);
    }

    private static List<Integer> sizes(List<Batch<SegmentTask>> batches) {
        return batches.stream().map(batch -> batch.segments().size()).toList();
    }

    private static List<SegmentTask> tasks(int number, long bytes) {
        List<SegmentTask> tasks = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            tasks.add(new SegmentTask(new SegmentId(i, 1), "key", bytes, Instant.EPOCH, Instant.EPOCH, 1));
        }
        return tasks;
    }
}
