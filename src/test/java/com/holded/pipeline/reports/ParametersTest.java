package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    private static final Definition REPORT = new CompanyAnalytics();
    /** Half past eleven in the evening of 31 January in UTC: in Madrid it is February already. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T23:30:00Z"), ZoneOffset.UTC);

    @Test
    void nothing_given_is_everything_in_spanish() {
        Request request = Parameters.read(REPORT, Map.of(), List.of(), CLOCK);

        assertThat(request).isEqualTo(Request.of(Filters.NONE, Language.ES));
    }

    @Test
    void reads_every_parameter() {
        Request request = Parameters.read(
                REPORT,
                Map.of(
                        "from", List.of("2026-01-01"),
                        "to", List.of("2026-01-31"),
                        "company", List.of("company_003"),
                        "event_type", List.of("Holded\\Año\\Events\\X"),
                        "context", List.of("user_management"),
                        "lang", List.of("en"),
                        "bom", List.of("true")),
                List.of(),
                CLOCK);

        Days days = new Days(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 31));
        Filters filters = new Filters(days, "company_003", "Holded\\Año\\Events\\X", "user_management");
        assertThat(request).isEqualTo(new Request(filters, Language.EN, Request.Choice.ALL, true, false));
    }

    @ParameterizedTest
    @CsvSource({
        "from, 2026-02-30",
        "from, 2026-2-1",
        "from, tomorrow",
        "from, 1926-01-01",
        "to, +12026-01-01",
        "to, 2526-01-01",
        "company, a b",
        "company, '=1'",
        "company, ../x",
        "context, finance",
        "context, FINANCIAL",
        "lang, fr",
        "lang, ES",
        "bom, yes",
        "period, last-decade",
        "form, 2026-01-01"
    })
    void names_the_parameter_that_is_wrong(String name, String value) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Parameters.read(REPORT, Map.of(name, List.of(value)), List.of(), CLOCK))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.BAD_PARAMETER);
                    assertThat(problem.parameters()).containsEntry("parameter", name);
                });
    }

    @Test
    void refuses_event_types_with_control_characters_or_too_long() {
        assertThat(wrong(Map.of("event_type", List.of("a\u0000b")))).isEqualTo("event_type");
        assertThat(wrong(Map.of("event_type", List.of("x".repeat(257))))).isEqualTo("event_type");
    }

    @Test
    void refuses_days_in_the_wrong_order_and_absurd_spans() {
        assertThat(wrong(Map.of("from", List.of("2026-02-02"), "to", List.of("2026-02-01"))))
                .isEqualTo("from");
        assertThat(wrong(Map.of("from", List.of("1970-01-01"), "to", List.of("2199-01-01"))))
                .isEqualTo("to");
    }

    @Test
    void refuses_what_is_said_twice() {
        assertThat(wrong(Map.of("lang", List.of("es", "en")))).isEqualTo("lang");
        assertThat(wrong(Map.of("period", List.of("today"), "from", List.of("2026-01-01"))))
                .isEqualTo("period");
    }

    @ParameterizedTest
    @CsvSource({
        "today, 2026-02-01, 2026-02-01",
        "yesterday, 2026-01-31, 2026-01-31",
        "last-7-days, 2026-01-26, 2026-02-01",
        "last-30-days, 2026-01-03, 2026-02-01",
        "this-week, 2026-01-26, 2026-02-01",
        "last-week, 2026-01-19, 2026-01-25",
        "this-quarter, 2026-01-01, 2026-02-01",
        "last-quarter, 2025-10-01, 2025-12-31",
        "this-month, 2026-02-01, 2026-02-01",
        "last-month, 2026-01-01, 2026-01-31",
        "this-year, 2026-01-01, 2026-02-01",
        "last-year, 2025-01-01, 2025-12-31"
    })
    void counts_periods_from_the_day_in_madrid(String period, LocalDate from, LocalDate to) {
        Request request = Parameters.read(REPORT, Map.of("period", List.of(period)), List.of(), CLOCK);

        assertThat(request.filters().days()).isEqualTo(new Days(from, to));
    }

    @Test
    void takes_the_best_accepted_language_unless_one_is_named() {
        List<Locale> accepted = List.of(Locale.FRENCH, Locale.UK, Locale.forLanguageTag("es"));

        assertThat(Parameters.read(REPORT, Map.of(), accepted, CLOCK).language())
                .isEqualTo(Language.EN);
        assertThat(Parameters.read(REPORT, Map.of("lang", List.of("es")), accepted, CLOCK)
                        .language())
                .isEqualTo(Language.ES);
        assertThat(Parameters.read(REPORT, Map.of(), List.of(Locale.FRENCH), CLOCK)
                        .language())
                .isEqualTo(Language.ES);
    }

    @Test
    void reads_order_and_number_of_rows() {
        Request request =
                Parameters.read(REPORT, Map.of("top", List.of("20"), "sort", List.of("quality")), List.of(), CLOCK);

        assertThat(request.choice()).isEqualTo(new Request.Choice(Sort.QUALITY, 20));
    }

    @ParameterizedTest
    @CsvSource({"top, 0", "top, -1", "top, 100001", "top, 1e3", "top, 9999999999", "sort, id;drop", "footer, maybe"})
    void refuses_numbers_and_orders_that_are_none(String name, String value) {
        assertThat(wrong(Map.of(name, List.of(value)))).isEqualTo(name);
    }

    @Test
    void refuses_what_does_not_apply_to_a_report() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Parameters.read(new JobRuns(), Map.of("company", List.of("a")), List.of(), CLOCK))
                .satisfies(problem -> assertThat(problem.parameters()).containsEntry("parameter", "company"));
    }

    private static String wrong(Map<String, List<String>> values) {
        try {
            Parameters.read(REPORT, values, List.of(), CLOCK);
            return "nothing";
        } catch (ProblemException problem) {
            return problem.parameters().getOrDefault("parameter", "");
        }
    }
}
