package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedSqlTest {
    @Test
    void puts_a_question_mark_for_each_name_and_leaves_casts_alone() {
        NamedSql query = NamedSql.of("SELECT :from::date, x::bigint FROM t WHERE id = :company OR day > :from");

        assertThat(query.text()).isEqualTo("SELECT ?::date, x::bigint FROM t WHERE id = ? OR day > ?");
        assertThat(query.names()).containsExactly("from", "company", "from");
    }

    @Test
    void writes_values_out_so_that_a_query_can_be_run_by_hand() {
        String text = NamedSql.written(
                "SELECT :from::date, :to, :day, :company, :top, x::bigint",
                Map.of(
                        "from",
                        LocalDate.MIN,
                        "to",
                        LocalDate.MAX,
                        "day",
                        LocalDate.of(2026, 11, 1),
                        "company",
                        "O'Neill $1",
                        "top",
                        5));

        assertThat(text)
                .isEqualTo("SELECT date '-infinity'::date, date 'infinity', date '2026-11-01', 'O''Neill $1', 5,"
                        + " x::bigint");
    }

    @Test
    void the_query_that_benchmarks_take_has_all_its_values() {
        LocalDate day = LocalDate.of(2026, 11, 1);

        assertThat(NamedSql.of(CompanyQuery.text(day, day)).names()).isEmpty();
    }

    @Test
    void refuses_a_query_that_asks_for_an_unknown_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedSql.written("SELECT :nobody", Map.of()))
                .withMessageContaining(":nobody");
    }
}
