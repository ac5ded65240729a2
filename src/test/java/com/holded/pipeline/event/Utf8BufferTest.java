package com.holded.pipeline.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BufferTest {
    private static final String ODD =
            "aZ09 \t\n\"\\\u0000\u001f\u007f\u0080ñç€·\u07ff\u0800\uffff\ud83d\ude00\ud83d\ude00";

    @Test
    void any_text_is_kept_as_the_bytes_that_the_jdk_makes_of_it() {
        Random random = new Random(7);
        for (int times = 0; times < 10_000; times++) {
            // Given characters in any order, so also halves of pairs
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append(ODD.charAt(random.nextInt(ODD.length())));
            }

            Utf8Buffer buffer = new Utf8Buffer(1).text("begin ").text(text.toString());

            assertThat(buffer.toBytes()).isEqualTo(("begin " + text).getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"a\"b,a\\\"b", "\\,\\\\", "ñ\"€,ñ\\\"€"})
    void escapes_stand_in_place_of_what_they_name(String text, String escaped) {
        assertThat(new Utf8Buffer(0).text(text, Escapes.JSON)).hasToString(escaped);
    }

    @Test
    void json_escapes_what_it_must_and_half_pairs() {
        assertThat(new Utf8Buffer(0).text("\u0000\n\u001f\ud83d!\ude00", Escapes.JSON))
                .hasToString("\\u0000\\n\\u001f\\ud83d!\\ude00");
        assertThat(new Utf8Buffer(0).text("\ud83d\ude00\u007f/", Escapes.JSON)).hasToString("\ud83d\ude00\u007f/");
    }

    @Test
    void what_is_cut_leaves_what_was_before() throws IOException {
        Utf8Buffer buffer = new Utf8Buffer(0).text("kept");
        int size = buffer.size();

        buffer.text(", dropped €").cutTo(size);
        buffer.ascii('.').ascii("..");

        assertThat(buffer).hasToString("kept...");
        assertThat(buffer.asStream().readAllBytes()).isEqualTo(buffer.toBytes());
        assertThat(buffer.sha256()).isEqualTo(Sha256.of(buffer.toBytes()));
        assertThatThrownBy(() -> buffer.cutTo(100)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "tab\there", "\t"})
    void own_escapes_name_their_characters(String text) {
        assertThat(new Utf8Buffer(0).text(text, Escapes.of(Map.of('\t', "<tab>"))))
                .hasToString(text.replace("\t", "<tab>"));
    }
}
