package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintedTest {
    private final Printed spanish = new Printed(Language.ES);
    private final Printed english = new Printed(Language.EN);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.0614 | 0.06 s",
                "12.44 | 12.4 s",
                "61 | 1 min 1 s",
                "3725 | 1 h 2 min",
                "266400 | 3 d 2 h",
                "-3725 | −1 h 2 min"
            })
    void durations_have_the_unit_that_fits(BigDecimal seconds, String text) {
        assertThat(english.duration(seconds)).isEqualTo(text);
    }

    @Test
    void differences_have_a_sign() {
        assertThat(spanish.signed(new BigDecimal("0.025"), 2)).isEqualTo("+0,03");
        assertThat(spanish.signed(new BigDecimal("-0.025"), 2)).isEqualTo("−0,03");
        assertThat(spanish.signed(new BigDecimal("-0.001"), 2)).isEqualTo("±0,00");
    }

    @Test
    void changes_are_per_cent_and_say_no_more_than_tenfold() {
        assertThat(english.change(new BigDecimal("0.0864"))).isEqualTo("+8.6 %");
        assertThat(english.change(new BigDecimal("-1"))).isEqualTo("−100.0 %");
        assertThat(english.change(new BigDecimal("41152263"))).isEqualTo("> +1,000 %");
    }

    @Test
    void negative_numbers_have_a_minus_and_no_hyphen() {
        assertThat(spanish.decimal(new BigDecimal("-1234.5"), 2)).isEqualTo("−1.234,50");
        assertThat(english.count(-1_234)).isEqualTo("−1,234");
        assertThat(new HalfUpFormats()
                        .createNumberFormat("#,##0.00", Locale.ENGLISH)
                        .format(new BigDecimal("-0.005")))
                .isEqualTo("−0.01");
    }
}
