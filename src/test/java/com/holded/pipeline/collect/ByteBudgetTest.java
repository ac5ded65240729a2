package com.holded.pipeline.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final long MOST = 8 << 20;

    private final ByteBudget budget = new ByteBudget(MOST);

    @Test
    void what_finds_no_room_takes_none() {
        budget.reserve(1 << 20, 1 << 20);

        assertThatThrownBy(() -> budget.reserve(MOST, MOST))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.OVERLOADED));
        assertThat(budget.used()).isEqualTo(1 << 20);
    }

    @Test
    void large_requests_leave_room_for_small_ones() {
        budget.reserve(7 << 20, 7 << 20);

        assertThatThrownBy(() -> budget.reserve(1, 1 << 20)).isInstanceOf(ProblemException.class);
        assertThatCode(() -> budget.reserve(1 << 16, ByteBudget.SMALL_BYTES)).doesNotThrowAnyException();
    }

    @Test
    void small_requests_have_their_limit_too() {
        for (int request = 0; request < MOST / ByteBudget.SMALL_BYTES; request++) {
            budget.reserve(ByteBudget.SMALL_BYTES, ByteBudget.SMALL_BYTES);
        }

        assertThatThrownBy(() -> budget.reserve(1, 1)).isInstanceOf(ProblemException.class);
    }
}
