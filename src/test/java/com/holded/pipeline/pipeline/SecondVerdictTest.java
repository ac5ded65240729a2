package com.holded.pipeline.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.MergePatch;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.DeadLetterFilter;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.ledger.ReplayBatch;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecondVerdictTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final EventId ID = EventId.of(new SegmentId(RECEIVED.toEpochMilli(), 7), 3);
    private static final UUID PACKAGE = UUID.fromString("01932e1c-0000-7000-8000-000000000400");
    private static final String GOOD =
            "{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":1772705555000,\"amount\":1.10}";

    private static final Settings.Collect DOOR = new Settings.Collect(
            1 << 20,
            5 << 20,
            Duration.ofSeconds(30),
            1000,
            100_000,
            JsonText.Limits.ofDepth(64),
            1 << 20,
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            16 << 20);

    private final Found found = new Found();

    @Test
    void an_event_that_passes_keeps_its_ids_its_reception_and_the_schema_that_let_it_pass() {
        judge("SCHEMA", GOOD, DeadLetterFilter.ALL, "");

        EnrichedEvent event = found.passed.get(0);
        assertThat(event.id()).isEqualTo(ID);
        assertThat(event.packageId()).isEqualTo(PACKAGE);
        assertThat(event.receivedAt()).isEqualTo(RECEIVED);
        assertThat(event.schemaId()).isEqualTo(7);
        assertThat(event.sent()).asString(UTF_8).isEqualTo(GOOD);
    }

    @Test
    void an_event_that_still_breaks_the_contract_stays_with_its_new_errors() {
        judge("SCHEMA", GOOD.replace("1.10", "5000"), DeadLetterFilter.ALL, "");

        assertThat(found.failed.get(0).schemaId()).isEqualTo(7);
        assertThat(found.violations())
                .extracting(violation -> violation.reason() + violation.pointer() + violation.keyword())
                .containsExactly("SCHEMA/data/amountmaximum");
    }

    @Test
    void edits_come_before_the_verdict() {
        judge("SCHEMA", GOOD.replace("1.10", "5000"), DeadLetterFilter.ALL, "{\"amount\":7.50}");

        assertThat(found.passed.get(0).event().amount().orElseThrow().toPlainString())
                .isEqualTo("7.50");
        assertThat(found.passed.get(0).sent()).asString(UTF_8).endsWith("\"amount\":7.50}");
    }

    @Test
    void what_is_wrong_with_the_text_is_mended_only_where_the_edits_put_another_value() {
        String twice = GOOD.replace("\"amount\":1.10", "\"amount\":1,\"amount\":2");

        judge("DUPLICATE_KEY", twice, DeadLetterFilter.ALL, "{\"user_id\":\"u\"}");
        judge("DUPLICATE_KEY", twice, DeadLetterFilter.ALL, "{\"amount\":2}");

        assertThat(found.violations()).extracting(Violation::reason).containsExactly(Reason.DUPLICATE_KEY);
        assertThat(found.passed).hasSize(1);
    }

    @Test
    void edits_that_break_a_limit_do_not_pass() {
        judge("SCHEMA", GOOD, DeadLetterFilter.ALL, "{\"amount\":1e999}");

        assertThat(found.violations()).extracting(Violation::reason).contains(Reason.NUMBER_RANGE);
    }

    @Test
    void the_size_that_the_door_takes_today_holds() {
        String large = GOOD.replace("\"amount\":1.10", "\"metadata\":{\"x\":[\"" + "x\",\"".repeat(90_000) + "\"]}");

        judge("EVENT_TOO_LARGE", large, DeadLetterFilter.ALL, "");

        assertThat(found.violations()).extracting(Violation::reason).contains(Reason.EVENT_TOO_LARGE);
    }

    @Test
    void a_forged_event_passes_only_when_its_reason_is_asked_for() {
        judge("FORBIDDEN_COMPANY", GOOD, DeadLetterFilter.ALL, "");
        assertThat(found.violations()).extracting(Violation::reason).containsExactly(Reason.FORBIDDEN_COMPANY);

        judge(
                "FORBIDDEN_COMPANY",
                GOOD,
                new DeadLetterFilter(
                        "FORBIDDEN_COMPANY", "", "", "", Optional.empty(), Optional.empty(), Optional.empty()),
                "");
        assertThat(found.passed).hasSize(1);
    }

    @Test
    void an_event_that_is_nested_deeper_than_the_door_takes_today_stays() {
        judge("SCHEMA", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", DeadLetterFilter.ALL, "");

        assertThat(found.violations()).extracting(Violation::reason).containsExactly(Reason.NOT_AN_EVENT);
    }

    @Test
    void a_verdict_is_found_again_by_the_schema_of_then_whatever_holds_today() {
        judgeAsThen("SCHEMA", GOOD.replace("1.10", "5000"), "");
        judgeAsThen("SCHEMA", GOOD.replace("1.10", "\"much\""), "{\"amount\":6000}");

        assertThat(found.failed).isEmpty();
        assertThat(found.passed).extracting(EnrichedEvent::schemaId).containsExactly(3, 3);
        assertThat(found.passed.get(1).event().amount().orElseThrow().toPlainString())
                .isEqualTo("6000");
    }

    @Test
    void a_verdict_is_found_again_beyond_the_limits_that_the_door_has_today() {
        judgeAsThen(
                "SCHEMA",
                GOOD.replace("\"amount\":1.10", "\"metadata\":{\"x\":[\"" + "x\",\"".repeat(90_000) + "\"]}"),
                "");
        judgeAsThen(
                "SCHEMA",
                GOOD.replace("\"amount\":1.10", "\"metadata\":" + "{\"a\":".repeat(100) + "1" + "}".repeat(100)),
                "");
        judgeAsThen("FORBIDDEN_COMPANY", GOOD, "");

        assertThat(found.failed).isEmpty();
        assertThat(found.passed).hasSize(3);
    }

    @Test
    void what_breaks_the_schema_of_then_too_stays() {
        judgeAsThen("SCHEMA", GOOD.replace("1.10", "20000"), "");

        assertThat(found.failed.get(0).schemaId()).isEqualTo(3);
        assertThat(found.violations()).extracting(Violation::reason).containsExactly(Reason.SCHEMA);
    }

    private void judge(String reason, String event, DeadLetterFilter filter, String patch) {
        verdict().judge(letter(reason, event), filter, patch(patch), found);
    }

    private void judgeAsThen(String reason, String event, String patch) {
        verdict().judgeAsThen(letter(reason, event), patch(patch), 3, found);
    }

    /** Today at most 1000; schema 3 took 10,000. */
    private static SecondVerdict verdict() {
        return new SecondVerdict(
                new Admission(new Contracts() {
                    @Override
                    public Contract current(String eventType) {
                        return atMost(7, 1_000);
                    }

                    @Override
                    public Contract byId(int id) {
                        return atMost(id, 10_000);
                    }
                }),
                Enrichment.ofWeights("completeness=30,timeliness=20,plausibility=25,identity=25"),
                DOOR);
    }

    private static Contract atMost(int id, int most) {
        return Contract.compile(
                id, "{\"properties\":{\"data\":{\"properties\":{\"amount\":{\"maximum\":" + most + "}}}}}");
    }

    private static Optional<MergePatch> patch(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(new MergePatch(json(text)));
    }

    private static KeptDeadLetter letter(String reason, String event) {
        return new KeptDeadLetter(
                ID.value(),
                PACKAGE,
                ID.segment().toString(),
                ID.line(),
                RECEIVED,
                "c",
                "T",
                reason,
                "[]",
                1,
                event,
                "open",
                1,
                RECEIVED);
    }

    private static Json json(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return JsonText.parse(utf8, 0, utf8.length, JsonText.Limits.widest()).value();
    }

    /** What was found. */
    private static final class Found implements SecondVerdict.Findings {
        private final List<EnrichedEvent> passed = new ArrayList<>();
        private final List<ReplayBatch.Failed> failed = new ArrayList<>();

        List<Violation> violations() {
            return failed.get(failed.size() - 1).violations();
        }

        @Override
        public void passed(EnrichedEvent event) {
            passed.add(event);
        }

        @Override
        public void failed(ReplayBatch.Failed letter) {
            failed.add(letter);
        }
    }
}
