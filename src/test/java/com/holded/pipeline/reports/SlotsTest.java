package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots(1);

    @Test
    void turns_away_one_report_too_many() {
        slots.in(() -> {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> slots.in(() -> "second"))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.OVERLOADED));
            return "first";
        });
    }

    @Test
    void a_failed_report_frees_its_slot() {
        assertThatIllegalStateException()
                .isThrownBy(() -> slots.in(() -> {
                    throw new IllegalStateException("broken");
                }));

        assertThat(slots.<String, RuntimeException>in(() -> "next")).isEqualTo("next");
    }
}
