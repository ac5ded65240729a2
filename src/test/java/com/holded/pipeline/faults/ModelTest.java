package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.History.Outcome;
import com.holded.pipeline.testing.History.Result;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final Message GOOD = new Message("c", "m-1", "1.50", 0);
    private static final Message BAD = new Message("c", "m-2", "1.50", Message.BAD);
    private static final Message OUTDATED = new Message("c", "m-3", "1.50", 2);
    private static final Senders.Reply UNKNOWN = new Senders.Reply(Outcome.INFO, 0, List.of());
    private static final Senders.Reply NEVER_SENT = new Senders.Reply(Outcome.FAIL, 0, List.of());

    private final Model model = new Model();

    @Test
    void what_was_accepted_counts_once_with_a_content_that_was_sent() {
        assertThat(model.sent(List.of(GOOD, GOOD.with("2.50")), answered(true, true)))
                .isEmpty();

        assertThat(model.differences(counted("1.50"))).isEmpty();
        assertThat(model.differences(counted("2.50"))).isEmpty();
        assertThat(model.differences(counted())).hasSize(1);
        assertThat(model.differences(counted("3.50"))).hasSize(1);
        assertThat(model.differences(counted("1.50", "2.50"))).hasSize(1);
    }

    @Test
    void what_was_not_answered_may_count_and_what_was_never_sent_may_not() {
        model.sent(List.of(GOOD), UNKNOWN);
        assertThat(model.differences(counted())).isEmpty();
        assertThat(model.differences(counted("1.50"))).isEmpty();

        Model other = new Model();
        other.sent(List.of(GOOD), NEVER_SENT);
        assertThat(other.differences(counted("1.50"))).hasSize(1);
    }

    @Test
    void an_answer_is_wrong_that_no_contract_explains() {
        assertThat(model.sent(List.of(GOOD, BAD, OUTDATED), answered(true, false, true)))
                .isEmpty();
        assertThat(model.sent(List.of(GOOD, BAD, OUTDATED), answered(false, true, false)))
                .hasSize(3);

        model.contract(2);
        assertThat(model.sent(List.of(OUTDATED), answered(false))).isEmpty();
    }

    @Test
    void a_report_shows_no_more_than_was_sent_and_no_less_than_before() {
        model.sent(List.of(GOOD, OUTDATED), answered(true, true));

        assertThat(model.differencesOfReport(Map.of("c", 2L))).isEmpty();
        assertThat(model.differencesOfReport(Map.of("c", 1L))).hasSize(1);
        assertThat(model.differencesOfReport(Map.of("c", 3L))).hasSize(1);
    }

    private static Senders.Reply answered(Boolean... accepted) {
        return new Senders.Reply(
                Outcome.OK,
                200,
                Stream.of(accepted).map(each -> new Result("id", each)).toList());
    }

    private static List<Model.Counted> counted(String... amounts) {
        return Stream.of(amounts)
                .map(amount -> new Model.Counted("c", "m-1", amount))
                .toList();
    }
}
