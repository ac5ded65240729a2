package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.junit.jupiter.api.Test;

class RunnerOptionsTest {
    @Test
    void in_this_jvm_no_worker_is_without_a_batch_and_none_is_more_than_asked_for() {
        RunnerOptions options = RunnerOptions.inThisJvm(4);

        assertThat(options.over(2).as(DirectOptions.class).getTargetParallelism())
                .isEqualTo(2);
        assertThat(options.over(9).as(DirectOptions.class).getTargetParallelism())
                .isEqualTo(4);
        assertThat(options.over(9).as(DirectOptions.class).isBlockOnRun()).isFalse();
    }

    @Test
    void a_named_direct_runner_is_this_jvm() {
        assertThat(RunnerOptions.of(List.of("--runner=DirectRunner"), 2).isInThisJvm())
                .isTrue();
    }

    @Test
    void the_jvm_takes_up_no_more_than_its_workers_can_hold() {
        assertThat(RunnerOptions.inThisJvm(3).mostBytes())
                .isEqualTo(3 * RunnerOptions.inThisJvm(1).mostBytes());
    }

    @Test
    void what_beam_does_not_know_is_refused_before_a_run_begins() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunnerOptions.of(List.of("--paralelism=2"), 2))
                .withMessageContaining("paralelism");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunnerOptions.of(List.of("--runner=NoSuchRunner"), 2))
                .withMessageContaining("NoSuchRunner");
    }
}
