package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.JsonText;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityRulesTest {
    private static final Instant DISPATCHED = Instant.parse("2026-03-05T10:12:35Z");

    private final QualityRules rules =
            QualityRules.ofWeights("completeness=30,timeliness=20,plausibility=25,identity=25");

    @Test
    void an_event_with_everything_that_comes_at_once_scores_one() {
        QualityScore score = rules.score(fullEvent("8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11", "12.50"), DISPATCHED);

        assertThat(score.value()).isEqualTo("1.00");
        assertThat(score.issues()).isEmpty();
    }

    @Test
    void each_lost_fraction_leaves_its_code() {
        QualityScore score = rules.score(bareEvent(), DISPATCHED.plus(Duration.ofDays(2)));

        assertThat(score.issues())
                .containsExactly(
                        QualityIssue.NO_PLATFORM,
                        QualityIssue.NO_DEVICE,
                        QualityIssue.NO_DATA,
                        QualityIssue.LATE_DAYS,
                        QualityIssue.NO_MESSAGE_ID,
                        QualityIssue.NO_USER);
        assertThat(score.value()).as("only plausibility is left").isEqualTo("0.25");
    }

    @Test
    void the_parts_say_where_a_score_was_lost_and_together_with_the_weights_they_are_the_score() {
        QualityScore score = rules.score(bareEvent(), DISPATCHED.plus(Duration.ofHours(2)));

        assertThat(score.part(QualityDimension.COMPLETENESS)).isEqualTo("0.00");
        assertThat(score.part(QualityDimension.TIMELINESS)).isEqualTo("0.40");
        assertThat(score.part(QualityDimension.PLAUSIBILITY)).isEqualTo("1.00");
        assertThat(score.part(QualityDimension.IDENTITY)).isEqualTo("0.00");
        assertThat(score.value()).as("0.20 × 0.40 + 0.25 × 1.00").isEqualTo("0.33");
    }

    @ParameterizedTest
    @CsvSource({"PT5M,1.00", "PT6M,0.95", "PT2H,0.88", "P2D,0.80", "PT-30S,1.00", "PT-2M,0.88"})
    void lateness_and_a_wrong_clock_cost_by_degree(Duration lag, String expected) {
        QualityScore score = rules.score(fullEvent("01hr71kjry3w47epk7acq7emcd", "12.50"), DISPATCHED.plus(lag));

        assertThat(score.value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0,ZERO_AMOUNT", "-1000000,HUGE_AMOUNT"})
    void an_amount_that_can_hardly_be_true_costs(String amount, QualityIssue issue) {
        QualityScore score = rules.score(fullEvent("6374aa10c2b1f0e58d0c9b21", amount), DISPATCHED);

        assertThat(score.issues()).containsExactly(issue);
    }

    @Test
    void a_message_id_that_may_not_be_unique_costs() {
        QualityScore score = rules.score(fullEvent("msg_1772705555000", "12.50"), DISPATCHED);

        assertThat(score.issues()).containsExactly(QualityIssue.WEAK_MESSAGE_ID);
        assertThat(score.value()).isEqualTo("0.95");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "completeness=30,timeliness=20,plausibility=25,identity=26",
                "completeness=50,timeliness=50",
                "completeness=30,timeliness=20,plausibility=25,beauty=25",
                "all=100"
            })
    void weights_that_do_not_add_up_are_refused(String weights) {
        assertThatThrownBy(() -> QualityRules.ofWeights(weights)).isInstanceOf(IllegalArgumentException.class);
    }

    /** An event that has every optional field. */
    private static BusinessEvent fullEvent(String messageId, String amount) {
        return normalised(new JsonBuilder()
                .member("data", new JsonBuilder().number("amount", amount).build())
                .member(
                        "attributes",
                        new JsonBuilder()
                                .text("type", "T")
                                .text("targetSubscription", "S")
                                .text("TimestampStamp", DISPATCHED)
                                .text("MessageIdStamp", messageId)
                                .member(
                                        "NewContextStamp",
                                        new JsonBuilder()
                                                .text("accountId", "company_1")
                                                .text("userId", "user_1")
                                                .text("requestPlatform", "web")
                                                .build())
                                .member(
                                        "AmplitudeTrackStamp",
                                        new JsonBuilder()
                                                .text("trackedDevice", "mobile")
                                                .build())
                                .build())
                .build());
    }

    /** An event that has nothing but what it must have. */
    private static BusinessEvent bareEvent() {
        return normalised(new JsonBuilder()
                .text("event_type", "T")
                .text("company_id", "company_1")
                .text("timestamp", DISPATCHED)
                .build());
    }

    private static BusinessEvent normalised(Json.Obj event) {
        Normalised normalised = new Normaliser(JsonText::embedded).normalise(event, DISPATCHED);
        return ((Normalised.Valid) normalised).event();
    }
}
