package com.holded.pipeline.security;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ProblemException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectGrantsTest {
    private static final SubjectGrants GRANTS =
            new SubjectGrants(Map.of("Holded.Invoicing.", SubjectRight.WRITE, "Holded.Wallet.", SubjectRight.ADMIN));

    @ParameterizedTest
    @CsvSource({
        "WRITE, Holded.Invoicing.Event.Paid, true",
        "ADMIN, Holded.Invoicing.Event.Paid, false",
        "WRITE, Holded.Wallet.Event.Paid, true",
        "ADMIN, Holded.Wallet.Event.Paid, true",
        "WRITE, Holded.Invoicing, false",
        "WRITE, events.raw-value, false",
        "WRITE, '', false",
    })
    void right_holds_for_the_subjects_that_begin_so_and_includes_the_lesser(
            SubjectRight right, String subject, boolean allowed) {
        Caller caller = new Caller("k", Set.of(Role.PRODUCER), "", OwnLimits.NONE, GRANTS);

        if (allowed) {
            assertThatCode(() -> caller.requireRight(right, subject)).doesNotThrowAnyException();
        } else {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> caller.requireRight(right, subject))
                    .withMessageContaining("role admin, or the right");
        }
    }

    @ParameterizedTest
    @CsvSource({"ADMIN, true", "PRODUCER, false", "ANALYST, false"})
    void administrator_needs_no_right(Role role, boolean allowed) {
        Caller caller = new Caller("k", Set.of(role));

        if (allowed) {
            assertThatCode(() -> caller.requireRight(SubjectRight.ADMIN, "a")).doesNotThrowAnyException();
        } else {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> caller.requireRight(SubjectRight.WRITE, "a"));
        }
    }
}
