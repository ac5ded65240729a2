package com.holded.pipeline.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.ReplayOutcome;
import com.holded.pipeline.ledger.ReplayOutcome.Kind;
import com.holded.pipeline.pipeline.ReplayTrial;
import com.holded.pipeline.platform.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrialAnswerTest {
    private static final SegmentId SEGMENT = new SegmentId(1_772_705_555_000L, 7);

    /** Subjects and versions by schema id; the text of schema 2 is used by somebody else too. */
    private static final Map<Integer, Map<String, Integer>> USES = Map.of(
            0, Map.of(),
            2, Map.of("A", 9, "T", 2),
            3, Map.of(),
            5, Map.of("A", 1, "events.raw-value", 4));

    private final List<ReplayOutcome> outcomes = new ArrayList<>();

    @Test
    void says_in_one_line_what_would_pass_by_what_and_what_still_fails_where() {
        add(411, Kind.LOADED, 2);
        add(1, Kind.DUPLICATE, 2);
        add(18, Kind.FAILED, 2, schema("/data/amount", "minimum"));

        assertThat(text(430))
                .contains("\"summary\":\"with T version 2, 412 of 430 would pass, 18 still fail on /data/amount\"");
        assertThat(text(430))
                .contains("\"would_load\":411,\"would_be_duplicates\":1,\"would_conflict\":0,\"would_fail\":18")
                .contains("\"schemas\":[{\"schema_id\":2,\"versions\":{\"T\":2},\"events\":412}]");
    }

    @Test
    void names_the_general_subject_when_the_type_has_none_of_its_own() {
        add(1, Kind.LOADED, 5);

        assertThat(text(1)).contains("\"summary\":\"with events.raw-value version 4, 1 of 1 would pass\"");
    }

    @Test
    void names_no_schema_when_there_are_several_and_the_reason_where_there_is_no_place() {
        add(1, Kind.LOADED, 2);
        add(1, Kind.LOADED, 3);
        add(1, Kind.CONFLICT, 2, new Violation(Reason.ID_CONFLICT, "", "seen before"));

        assertThat(text(3)).contains("\"summary\":\"2 of 3 would pass, 1 still fail on ID_CONFLICT\"");
    }

    @Test
    void says_when_it_did_not_look_at_all_that_match() {
        add(2, Kind.LOADED, 0);

        assertThat(text(50)).contains("\"summary\":\"with the bundled contract, 2 of 2 would pass; 50 match in all\"");
    }

    @Test
    void groups_what_would_stay_by_reason_pointer_and_keyword_and_counts_an_event_once_in_each() {
        add(1, Kind.FAILED, 2, schema("/data/b", "type"));
        add(4, Kind.FAILED, 2, schema("/data/a", "type"), schema("/data/a", "type"), schema("/data/a", "minimum"));

        List<ReplayTrial.Remaining> remaining = new ReplayTrial(5, outcomes, Map.of()).remaining();

        assertThat(remaining)
                .extracting(group -> group.pointer() + " " + group.keyword() + " " + group.events())
                .containsExactly("/data/a type 4", "/data/a minimum 4", "/data/b type 1");
        assertThat(remaining.get(0).examples()).hasSize(3);
    }

    private void add(int count, Kind kind, int schemaId, Violation... errors) {
        for (int i = 0; i < count; i++) {
            outcomes.add(new ReplayOutcome(EventId.of(SEGMENT, outcomes.size()), kind, schemaId, List.of(errors)));
        }
    }

    private static Violation schema(String pointer, String keyword) {
        return new Violation(Reason.SCHEMA, pointer, keyword, "wrong");
    }

    private String text(long matched) {
        ReplayTrial trial = new ReplayTrial(matched, outcomes, Map.of(2, Set.of("T"), 5, Set.of("U")));
        return JsonText.write(new TrialAnswer(trial, USES::get).toJson());
    }
}
