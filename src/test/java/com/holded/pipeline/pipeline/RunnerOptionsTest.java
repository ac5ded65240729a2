package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.apache.beam.runners.direct.DirectOptions;
import org.junit.jupiter.api.Test;

class RunnerOptionsTest {
    @Test
    void in_this_jvm_the_work_is_shared_out_among_pipelines_of_one_worker_each() {
        RunnerOptions options = RunnerOptions.inThisJvm(4);

        assertThat(options.pipelines()).isEqualTo(4);
        assertThat(options.workers()).isEqualTo(1);
        assertThat(options.portion().takers()).isEqualTo(4);
        DirectOptions direct = options.forPipeline().as(DirectOptions.class);
        assertThat(direct.getTargetParallelism()).isEqualTo(1);
        assertThat(direct.isBlockOnRun()).isFalse();
    }

    @Test
    void a_named_direct_runner_is_this_jvm() {
        assertThat(RunnerOptions.of(List.of("--runner=DirectRunner"), 2).isInThisJvm())
                .isTrue();
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
