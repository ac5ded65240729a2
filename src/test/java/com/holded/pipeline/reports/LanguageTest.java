package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.BusinessContext;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanguageTest {
    @Test
    void every_language_has_the_same_texts() {
        assertThat(Language.EN.texts().keySet()).isEqualTo(Language.ES.texts().keySet());
    }

    @Test
    void every_column_has_a_header_and_every_context_a_name() {
        for (Language language : Language.values()) {
            for (Definition report : Catalogue.ALL) {
                List<String> headers = report.columns().stream()
                        .map(column -> language.text(report.name() + ".csv." + column.name()))
                        .toList();
                assertThat(headers).doesNotHaveDuplicates().noneMatch(String::isBlank);
            }
            assertThat(BusinessContext.labels()).allSatisfy(code -> assertThat(language.text("context." + code))
                    .isNotBlank());
        }
    }

    @Test
    void writes_days_in_words() {
        LocalDate day = LocalDate.of(2026, 11, 22);

        assertThat(Language.ES.days().format(day)).isEqualTo("22 de noviembre de 2026");
        assertThat(Language.EN.days().format(day)).isEqualTo("22 November 2026");
    }
}
