package com.holded.pipeline.local.recount;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CountTest {
    private static final long AT = 1_772_705_555_000L;
    private static final UUID NONE = new UUID(0, 0);
    private static final Cell CELL = new Cell(LocalDate.of(2026, 3, 5), "c", "T", "other", "EUR");

    private final Findings findings = new Findings("messages");
    private Count count = new Count(Set.of(), Set.of());
    private int lines;

    @Test
    void a_message_counts_once_and_an_event_without_id_each_time() throws SQLException {
        assertThat(count.segment(segment(accepted("m1", "1.5"), accepted("m1", "1.5"), accepted("", "2"))))
                .isEmpty();
        assertThat(count.segment(segment(accepted("m1", "1.5"), accepted("", "2"), rejected("null"))))
                .isEmpty();

        count.settle((company, message) -> NONE, findings);

        assertThat(count.sums()).isEqualTo(Map.of(CELL, new Sums(3, 3, new BigDecimal("5.5"), AT, AT)));
        assertThat(figures()).containsExactly(6, 3, 2, 0, 1, 0, 0);
        assertThat(findings.result().compared()).isZero();
    }

    @Test
    void of_several_contents_the_one_counts_that_the_database_counts() throws SQLException {
        count.segment(segment(accepted("m", "1"), accepted("m", "1"), accepted("m", "2"), accepted("m", "2")));

        count.settle((company, message) -> id(4), findings);

        assertThat(count.sums().get(CELL)).isEqualTo(new Sums(1, 1, new BigDecimal("2"), AT, AT));
        assertThat(figures()).containsExactly(4, 1, 1, 2, 0, 0, 0);
        assertThat(findings.result().differing()).isZero();
    }

    @Test
    void a_row_that_none_of_the_events_made_is_a_difference() throws SQLException {
        count.segment(segment(accepted("m", "1"), accepted("m", "2")));

        count.settle((company, message) -> NONE, findings);

        assertThat(findings.result().examples())
                .containsExactly("company_id c, message_id m: none of its events is counted");
    }

    @Test
    void what_the_raw_events_cannot_tell_is_set_apart() throws SQLException {
        count = new Count(Set.of(id(1)), Set.of(Digest.ofMessage("c", "replayed")));

        count.segment(segment(accepted("refused", "1"), accepted("replayed", "1"), accepted("m", "1")));
        count.settle((company, message) -> NONE, findings);

        assertThat(figures()).containsExactly(3, 1, 0, 0, 0, 1, 1);
    }

    @Test
    void a_rejected_event_may_be_anything() {
        assertThat(count.segment(segment(rejected("{\"a\\ud800\":1,\"a\":2}")))).isEmpty();
        assertThat(count.rejected()).isOne();
    }

    @Test
    void damage_is_told_with_its_place() {
        byte[] whole = segment(accepted("m1", "1"), accepted("m2", "1"));
        byte[] flipped = whole.clone();
        flipped[whole.length - 1] ^= 1;

        assertThat(count.segment(Arrays.copyOf(whole, whole.length / 2)))
                .singleElement()
                .asString()
                .startsWith("cannot be read behind line ");
        assertThat(count.segment(flipped)).singleElement().asString().contains("checksum");
        assertThat(count.segment(segment("{\"event_id\":\"x\"}", accepted("m3", "1"))))
                .containsExactly("line 0 holds no event");
        assertThat(count.segment(segment(accepted("m4", "\"much\""))))
                .singleElement()
                .asString()
                .startsWith("line 0 cannot have been accepted");
    }

    private long[] figures() {
        return new long[] {
            count.received(),
            count.counted(),
            count.duplicates(),
            count.conflicts(),
            count.rejected(),
            count.refused(),
            count.behindReplays()
        };
    }

    private static UUID id(int line) {
        return new UUID(7, line);
    }

    /** Ids count from 1. */
    private String accepted(String messageId, String amount) {
        return "{\"event_id\":\"" + id(++lines) + "\",\"schema_id\":1,\"status\":\"accepted\",\"event\":"
                + "{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":" + AT + ",\"amount\":" + amount
                + (messageId.isEmpty() ? "" : ",\"event_id\":\"" + messageId + "\"") + "}}";
    }

    private String rejected(String event) {
        return "{\"event_id\":\"" + id(++lines)
                + "\",\"status\":\"rejected\",\"errors\":[{\"reason\":\"X\"}],\"event\":" + event + "}";
    }

    private static byte[] segment(String... lines) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[(int) Zstd.compressBound(text.length)];
        int size = (int) Zstd.compressByteArray(target, 0, target.length, text, 0, text.length, 1, true);
        return Arrays.copyOf(target, size);
    }
}
