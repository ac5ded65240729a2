package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    /** The examples of RFC 7386, appendix A. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}|{\"a\":null}|{}",
                "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
                "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
                "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
                "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
                "[\"a\",\"b\"]|[\"c\",\"d\"]|[\"c\",\"d\"]",
                "{\"a\":\"b\"}|[\"c\"]|[\"c\"]",
                "{\"a\":\"foo\"}|null|null",
                "{\"a\":\"foo\"}|\"bar\"|\"bar\"",
                "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
                "[1,2]|{\"a\":\"b\",\"c\":null}|{\"a\":\"b\"}",
                "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}"
            })
    void changes_as_the_standard_says(String target, String patch, String result) {
        assertThat(JsonText.write(new MergePatch(json(patch)).applyTo(json(target))))
                .isEqualTo(result);
    }

    @Test
    void what_is_not_changed_keeps_its_place_and_the_literal_of_its_numbers() {
        MergePatch patch = new MergePatch(json("{\"b\":{\"d\":1.50}}"));

        assertThat(JsonText.write(patch.applyTo(json("{\"a\":1.10,\"b\":{\"c\":1E+2,\"d\":\"x\"},\"e\":-0}"))))
                .isEqualTo("{\"a\":1.10,\"b\":{\"c\":1E+2,\"d\":1.50},\"e\":-0}");
    }

    @ParameterizedTest
    @CsvSource({
        "/a, true",
        "/a/x, true",
        "/b, false",
        "/b/c, true",
        "/b/d, false",
        "/b/c~1d, false",
        "/e~1f, true",
        "/z, false",
        "'', false"
    })
    void knows_what_it_replaces(String pointer, boolean replaced) {
        MergePatch patch = new MergePatch(json("{\"a\":1,\"b\":{\"c\":null},\"e/f\":[]}"));

        assertThat(patch.replaces(pointer)).isEqualTo(replaced);
    }

    private static Json json(String text) {
        return JsonText.embedded(text).orElseThrow();
    }
}
