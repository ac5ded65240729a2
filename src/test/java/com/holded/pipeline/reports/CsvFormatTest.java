package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
    private final CsvFormat spanish = new CsvFormat(Language.ES);
    private final CsvFormat english = new CsvFormat(Language.EN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=cmd|'/c calc'!A0",
                "+1",
                "-1",
                "@SUM(A1)",
                "\tx",
                "\rx",
                "  =1",
                "\n=1",
                "\"=1",
                " \" -1",
                "\u00A0=1",
                "\uFEFF=1",
                "＝1"
            })
    void neutralises_text_that_a_spreadsheet_would_run(String text) {
        assertThat(CsvFormat.text(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "company_003", "a=b", "Holded\\Wallet\\Events\\CreatedEvent", "ñ", "01hr71", "<script>"
            })
    void leaves_other_text_as_it_is(String text) {
        assertThat(CsvFormat.text(text)).isEqualTo(text);
    }

    @Test
    void writes_amounts_with_every_digit_and_at_least_cents() {
        Column amount = Column.amount("a");

        assertThat(spanish.cell(amount, "-1234567.5")).isEqualTo("-1234567,50");
        assertThat(english.cell(amount, "-1234567.5")).isEqualTo("-1234567.50");
        assertThat(english.cell(amount, "0.00125")).isEqualTo("0.00125");
        assertThat(english.cell(amount, "1000")).isEqualTo("1000.00");
        assertThat(english.cell(amount, "2.10")).isEqualTo("2.10");
        assertThat(english.cell(amount, "2.1000")).isEqualTo("2.10");
        assertThat(english.cell(amount, "12345678901234567890123456789012345678.99"))
                .isEqualTo("12345678901234567890123456789012345678.99");
    }

    @Test
    void rounds_averages_half_up_to_a_fixed_scale() {
        assertThat(spanish.cell(Column.mean("m"), "2.00005")).isEqualTo("2,0001");
        assertThat(spanish.cell(Column.share("s"), "0.3333333333")).isEqualTo("0,333333");
        assertThat(spanish.cell(Column.score("q"), "0.8")).isEqualTo("0,8000");
    }

    @Test
    void writes_counts_without_thousand_separators() {
        assertThat(spanish.cell(Column.count("c"), "1234567")).isEqualTo("1234567");
    }

    @Test
    void writes_instants_in_madrid_time_whatever_the_zone_of_the_machine() {
        assertThat(CsvFormat.time(Instant.parse("2026-07-01T22:30:05.999Z"))).isEqualTo("2026-07-02 00:30:05");
        assertThat(CsvFormat.time(Instant.parse("2026-01-01T12:00:00Z"))).isEqualTo("2026-01-01 13:00:00");
    }
}
