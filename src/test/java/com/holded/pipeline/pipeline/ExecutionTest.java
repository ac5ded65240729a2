package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutionTest {
    @Test
    void a_pipeline_that_failed_on_a_cluster_fails_the_run() {
        ProcessSegments.Execution execution = ended(PipelineResult.State.FAILED);

        assertThatIllegalStateException().isThrownBy(execution::await);
    }

    @ParameterizedTest
    @EnumSource(names = {"DONE", "CANCELLED"})
    void any_other_end_is_none(PipelineResult.State end) {
        assertThatCode(() -> ended(end).await()).doesNotThrowAnyException();
    }

    /** As a detached submission shows a job that has ended so. */
    private static ProcessSegments.Execution ended(PipelineResult.State end) {
        return new ProcessSegments.Execution(new PipelineResult() {
            @Override
            public State getState() {
                return end;
            }

            @Override
            public State cancel() {
                return end;
            }

            @Override
            public State waitUntilFinish(Duration longest) {
                return end;
            }

            @Override
            public State waitUntilFinish() {
                return end;
            }

            @Override
            public MetricResults metrics() {
                throw new UnsupportedOperationException("nothing was counted");
            }
        });
    }
}
