package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"b\" : 1 ,\"a\":{\"d\":[2, 1],\"c\":null} } | {\"a\":{\"c\":null,\"d\":[2,1]},\"b\":1}",
                "[1.0, 1e2, 1.50, -0.0, 100, 12345678901234567890.10] | [1,100,1.5,0,100,12345678901234567890.1]",
                "[1E+1000] | [1E+1000]",
                "\"\\u00f1\\/\" | \"ñ/\"",
                "true | true",
            })
    void one_meaning_has_one_spelling(String text, String canonical) {
        assertThat(CanonicalText.of(JsonTree.parse(text))).isEqualTo(canonical);
    }
}
