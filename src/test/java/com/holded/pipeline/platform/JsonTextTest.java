package com.holded.pipeline.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText.Limits;
import com.holded.pipeline.platform.JsonText.Malformed;
import com.holded.pipeline.platform.JsonText.Parsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static final Limits LIMITS = Limits.ofDepth(64);

    @Test
    void keeps_every_value_as_it_was_sent() {
        String text = "{\"text\":\"ñ € 🧾 \\\" \\\\ \\n \\u0001\",\"number\":-1.50e3,\"exact\":9007199254740993,"
                + "\"list\":[true,false,null,[],{}],\"\":0.10}";

        Parsed parsed = parse(text);

        assertThat(parsed.violations()).isEmpty();
        assertThat(JsonText.write(parsed.value()))
                .isEqualTo("{\"text\":\"ñ € 🧾 \\\" \\\\ \\n \\u0001\",\"number\":-1.50e3,\"exact\":9007199254740993,"
                        + "\"list\":[true,false,null,[],{}],\"\":0.10}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[",
                "[1",
                "[1,",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":tru",
                "{\"a\":\"x",
                "{\"a\":\"\\u12",
                "{\"a\":1.",
                "{\"a\":-",
                "{\"a\":1e",
                "{}x",
                "{}{}",
                "[] []",
                "[1 2]",
                "[1,]",
                "{\"a\":1,}",
                "[,1]",
                "{'a':1}",
                "{a:1}",
                "[0123]",
                "[1.]",
                "[.5]",
                "[+1]",
                "[0x1A]",
                "[-01]",
                "[NaN]",
                "[Infinity]",
                "[-Infinity]",
                "[nul]",
                "[TRUE]",
                "// c\n{}",
                "[1]/* c */",
                "#\n[]",
                "[\"\\x\"]",
                "[\"\\u00g0\"]",
                "[\"a\nb\"]",
                "[\"a\tb\"]",
                "[\"\u0001\"]",
                "[\"\u001f\"]",
                "\u0000{}",
                "{\u0000}",
                "{}\u0000",
                "[\"\u0000\"]",
                "]",
                "}",
                ":",
                "\u000c[]",
                "\u00a0[]",
                "[1]\u2028",
                "{\"a\" 1}",
                "{1:1}",
                "{null:1}",
                "[\"a\" \"b\"]",
                "[1}",
                "{\"a\":1]",
                "\u0000{\u0000}"
            })
    void refuses_what_is_no_json(String text) {
        Malformed malformed = malformed(text);

        assertThat(malformed.code()).isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    @Test
    void refuses_every_prefix_of_an_event() {
        byte[] whole = "[{\"id\":\"ñ\",\"n\":-1.5e3,\"l\":[true,null]}]".getBytes(UTF_8);

        for (int length = 1; length < whole.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> JsonText.elements(whole, 0, cut, LIMITS, (from, size, parsed) -> {}))
                    .as("the first %s bytes", cut)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void tells_where_the_text_breaks() {
        Malformed malformed = malformed("{\n  \"a\": 1,\n  \"b\": x\n}");

        assertThat(malformed.line()).isEqualTo(3);
        assertThat(malformed.column()).isBetween(8, 9);
        assertThat(malformed.toProblem().parameters()).containsEntry("line", "3");
        assertThat(malformed.getMessage()).doesNotContain("jackson").doesNotContain("byte[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t ", "\uFEFF"})
    void an_empty_body_is_its_own_error(String text) {
        assertThat(malformed(text).code()).isEqualTo(ErrorCode.EMPTY_BODY);
        assertThat(malformedBody(text).code()).isEqualTo(ErrorCode.EMPTY_BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "3", "\"x\"", " 1.5 "})
    void a_body_that_is_neither_object_nor_array_is_no_event(String text) {
        assertThat(malformedBody(text).code()).isEqualTo(ErrorCode.NOT_AN_EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x", "\"x\" {}", "nulll", "1 2", "\"x"})
    void a_broken_scalar_is_no_json_rather_than_no_event(String text) {
        assertThat(malformedBody(text).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    @Test
    void takes_the_limit_of_depth_and_not_one_more() {
        assertThat(parse("[".repeat(64) + "]".repeat(64)).violations()).isEmpty();
        assertThat(malformed("[".repeat(65) + "]".repeat(65)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(malformed("[".repeat(100_000)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(malformedBody("[".repeat(1_000_000)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(malformedBody("{\"a\":".repeat(100_000)).code()).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(malformedBody("[[{\"a\":".repeat(100_000)).code()).isEqualTo(ErrorCode.TOO_DEEP);
    }

    @Test
    void the_deepest_limit_needs_no_deep_stack() {
        Limits deepest = Limits.ofDepth(Limits.MOST_DEPTH);
        byte[] text = ("{\"a\":".repeat(500) + "1" + "}".repeat(500)).getBytes(UTF_8);

        Parsed parsed = JsonText.parse(text, 0, text.length, deepest);

        assertThat(JsonText.write(parsed.value())).isEqualTo(new String(text, UTF_8));
        assertThatThrownBy(() -> Limits.ofDepth(501)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ff, 1",
        "22c08022, 2",
        "22e0808022, 2",
        "22c3, 2",
        "22eda08022, 2",
        "22edb08022, 2",
        "22f490808022, 2",
        "22f888808022, 2",
        "220a2222c328, 5",
        "226161616161616161c0af22, 10"
    })
    void refuses_bytes_that_are_no_utf8(String hex, int column) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        Malformed malformed =
                catchThrowableOfType(Malformed.class, () -> JsonText.parse(bytes, 0, bytes.length, LIMITS));

        assertThat(malformed.code()).isEqualTo(ErrorCode.BAD_UTF8);
        assertThat(malformed.line() == 1 ? malformed.column() : malformed.column() + 2)
                .isEqualTo(column);
    }

    @Test
    void finds_bad_utf8_wherever_it_stands() {
        for (int length = 1; length < 100; length++) {
            for (int bad = 0; bad < length; bad++) {
                byte[] bytes = "a".repeat(length).getBytes(UTF_8);
                bytes[bad] = (byte) 0xFF;

                assertThat(Utf8.firstError(bytes, 0, length)).isEqualTo(bad);
            }
        }
        byte[] long1 = ("ñ".repeat(20_000) + "\"").getBytes(UTF_8);
        assertThat(Utf8.firstError(long1, 0, long1.length)).isEqualTo(-1);
        assertThat(Utf8.firstError(long1, 0, 39_999)).isEqualTo(39_998);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e131071",
                "1e400000000",
                "1e-400000000",
                "-1E+309",
                "1e99999999999999999999",
                "123456789012345678901234567890123456789",
                "0.123456789012345678901234567890123456789"
            })
    void numbers_beyond_the_range_violate_it(String literal) {
        Parsed parsed = parse("{\"data\":{\"amount\":" + literal + "}}");

        assertThat(reasons(parsed)).containsExactly(Reason.NUMBER_RANGE);
        assertThat(parsed.violations().get(0).pointer()).isEqualTo("/data/amount");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-1",
                "0.00001",
                "100000000000000",
                "1e308",
                "1e-308",
                "1e+0000005",
                "12.50",
                "12345678901234567890123456789012345678"
            })
    void numbers_within_the_range_keep_their_literal(String literal) {
        Parsed parsed = parse(literal);

        assertThat(parsed.violations()).isEmpty();
        assertThat(parsed.value()).isEqualTo(new Json.Num(literal));
    }

    @Test
    void a_megabyte_of_digits_is_refused_at_once() {
        String digits = "[" + "9".repeat(1_000_000) + "]";

        Parsed parsed = Assertions.assertTimeout(Duration.ofSeconds(2), () -> parse(digits));

        assertThat(reasons(parsed)).containsExactly(Reason.NUMBER_RANGE);
    }

    @Test
    void a_name_twice_is_a_violation_and_keeps_the_first_value() {
        Parsed parsed = parse("{\"a\":{\"id\":\"x\",\"\\u0069d\":\"y\"},\"l\":[{\"k~/\":1,\"k~/\":2}]}");

        assertThat(parsed.violations())
                .extracting(Violation::reason, Violation::pointer)
                .containsExactly(tuple(Reason.DUPLICATE_KEY, "/a/id"), tuple(Reason.DUPLICATE_KEY, "/l/0/k~0~1"));
        assertThat(parsed.value().asObject().orElseThrow().member("a"))
                .contains(new Json.Obj(Map.of("id", new Json.Text("x"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00\\ud800", "a\\ud83d", "\\udfff"})
    void characters_that_cannot_be_stored_are_violations(String escaped) {
        Parsed inValue = parse("{\"a\":[0,\"" + escaped + "\"]}");
        Parsed inName = parse("{\"a\":{\"" + escaped + "\":1e999}}");

        assertThat(inValue.violations())
                .extracting(Violation::reason, Violation::pointer)
                .containsExactly(tuple(Reason.BAD_CHARACTER, "/a/1"));
        assertThat(inName.violations())
                .extracting(Violation::reason, Violation::pointer)
                .as("pointers hold nothing that cannot be stored")
                .containsExactly(tuple(Reason.BAD_CHARACTER, "/a"), tuple(Reason.NUMBER_RANGE, "/a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFFFE", "\uDBFF\uDFFF", "👩‍👩‍👧‍👦", "\u0000x"})
    void odd_but_lawful_characters_are_kept(String text) {
        String value = text.replace("\u0000", "e" + "\u0301".repeat(10_000));

        assertThat(parse(JsonText.quote(value))).isEqualTo(new Parsed(new Json.Text(value), List.of()));
    }

    @Test
    void strings_and_names_have_a_longest_length_in_bytes() {
        assertThat(parse("[\"" + "ñ".repeat(32 * 1024) + "\"]").violations()).isEmpty();
        assertThat(reasons(parse("[\"" + "ñ".repeat(32 * 1024) + "a\"]"))).containsExactly(Reason.STRING_TOO_LONG);
        assertThat(parse("{\"" + "n".repeat(256) + "\":1}").violations()).isEmpty();
        assertThat(reasons(parse("{\"" + "n".repeat(257) + "\":1}"))).containsExactly(Reason.STRING_TOO_LONG);
        assertThat(reasons(parse("[\"" + "x".repeat(20_000_000) + "\"]"))).containsExactly(Reason.STRING_TOO_LONG);
    }

    @Test
    void pointers_stay_short_whatever_the_names() {
        Parsed parsed = parse("{\"a\":{\"" + "n".repeat(100_000) + "\":{\"b\":1e999}}}");

        assertThat(parsed.violations()).extracting(Violation::pointer).containsOnly("/a");
    }

    @Test
    void a_flood_of_violations_is_cut_but_every_reason_stays() {
        String flood = "1e999,".repeat(5_000);

        Parsed parsed = parse("[" + flood + "\"\\u0000\"]");

        assertThat(parsed.violations()).hasSize(JsonValues.MOST_VIOLATIONS + 1);
        assertThat(reasons(parsed)).contains(Reason.NUMBER_RANGE, Reason.BAD_CHARACTER);
    }

    @Test
    void names_that_collide_by_the_thousand_are_read() {
        StringBuilder text = new StringBuilder("{\"n\":0");
        for (int name = 0; name < 100_000; name++) {
            text.append(",\"").append(Integer.toString(name, 36)).append("\":1");
        }

        assertThat(reasons(parse(text.append('}').toString()))).containsOnly(Reason.DUPLICATE_KEY);
    }

    @Test
    void gives_the_elements_of_an_array_with_their_place_in_the_body() {
        String body = "\uFEFF [ {\"a\": [1]} ,2.50,\n \"ñ\\n\" , null,true,[ ] , {\"b\":{\"c\":1e999}}, -7 ]\r\n";

        List<String> slices = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        byte[] bytes = body.getBytes(UTF_8);
        JsonText.elements(bytes, 0, bytes.length, LIMITS, (offset, length, parsed) -> {
            slices.add(new String(bytes, offset, length, UTF_8));
            violations.addAll(parsed.violations());
        });

        assertThat(slices)
                .containsExactly(
                        "{\"a\": [1]}", "2.50", "\"ñ\\n\"", "null", "true", "[ ]", "{\"b\":{\"c\":1e999}}", "-7");
        assertThat(violations).extracting(Violation::pointer).containsExactly("/b/c");
    }

    @Test
    void half_a_pair_in_a_name_spoils_its_element_only() {
        String body = "[{\"\\ud83d\\ude00\":1},{\"ñ🧾\":\"ñ🧾\"},{\"\\ud800\":\"ñ🧾\"}, {\"🧾\":2}]";

        List<String> slices = new ArrayList<>();
        List<List<Violation>> violations = new ArrayList<>();
        byte[] bytes = body.getBytes(UTF_8);
        JsonText.elements(bytes, 0, bytes.length, LIMITS, (offset, length, parsed) -> {
            slices.add(new String(bytes, offset, length, UTF_8));
            violations.add(parsed.violations());
        });

        assertThat(slices)
                .containsExactly("{\"\\ud83d\\ude00\":1}", "{\"ñ🧾\":\"ñ🧾\"}", "{\"\\ud800\":\"ñ🧾\"}", "{\"🧾\":2}");
        assertThat(violations).extracting(List::size).containsExactly(0, 0, 1, 0);
        assertThat(malformedBody(body.substring(0, body.length() - 1)).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    @Test
    void gives_a_single_object_as_the_only_element() {
        byte[] bytes = "xx \n{\"a\":1} yy".getBytes(UTF_8);
        List<String> slices = new ArrayList<>();

        JsonText.elements(
                bytes,
                2,
                bytes.length - 5,
                LIMITS,
                (offset, length, parsed) -> slices.add(new String(bytes, offset, length, UTF_8)));

        assertThat(slices).containsExactly("{\"a\":1}");
    }

    @Test
    void gives_the_lines_of_a_body() {
        byte[] bytes = "{\"a\":1}\r\n\n  {\"b\":\"ñ\"} \n3\n{\"c\":1}".getBytes(UTF_8);
        List<String> slices = new ArrayList<>();

        JsonText.lines(
                bytes,
                0,
                bytes.length,
                LIMITS,
                (offset, length, parsed) -> slices.add(new String(bytes, offset, length, UTF_8)));

        assertThat(slices).containsExactly("{\"a\":1}", "{\"b\":\"ñ\"}", "3", "{\"c\":1}");
    }

    @Test
    void a_broken_line_is_named_by_its_place_in_the_body() {
        for (String body : List.of("{}\n{}\n{\"a\":}\n", "{}\n{}\n{}{}", "{}\n\n{\n}")) {
            byte[] bytes = body.getBytes(UTF_8);

            Malformed malformed = catchThrowableOfType(
                    Malformed.class,
                    () -> JsonText.lines(bytes, 0, bytes.length, LIMITS, (offset, length, parsed) -> {}));

            assertThat(malformed.code()).isEqualTo(ErrorCode.MALFORMED_JSON);
            assertThat(malformed.line()).isEqualTo(3);
        }
        assertThatThrownBy(() -> JsonText.lines(new byte[] {'\n'}, 0, 1, LIMITS, (offset, length, parsed) -> {}))
                .isInstanceOfSatisfying(Malformed.class, malformed -> assertThat(malformed.code())
                        .isEqualTo(ErrorCode.EMPTY_BODY));
    }

    @Test
    void reads_json_inside_a_string_unless_something_is_wrong_with_it() {
        assertThat(JsonText.embedded("[{\"id\":\"x\"}]"))
                .contains(new Json.Arr(List.of(new Json.Obj(Map.of("id", new Json.Text("x"))))));
        assertThat(JsonText.embedded("")).isEmpty();
        assertThat(JsonText.embedded("[")).isEmpty();
        assertThat(JsonText.embedded("{\"a\":1,\"a\":2}")).isEmpty();
        assertThat(JsonText.embedded("[".repeat(10_000))).isEmpty();
        assertThat(JsonText.embedded("\ud800")).isEmpty();
    }

    @Test
    void values_that_cannot_be_stored_still_survive_writing() {
        Json value = new Json.Text("a\0b\ud800c\udc00\ud83d\ude00");

        String written = JsonText.write(value);

        assertThat(written).isEqualTo("\"a\\u0000b\\ud800c\\udc00\ud83d\ude00\"");
        assertThat(parse(new String(written.getBytes(UTF_8), UTF_8)).value()).isEqualTo(value);
        assertThat(JsonText.storable("a\0b\ud800c\udc00\ud83d\ude00")).isEqualTo("a\uFFFDb\uFFFDc\uFFFD\ud83d\ude00");
        assertThat(JsonText.storable("ñ")).isEqualTo("ñ");
    }

    private static List<Reason> reasons(Parsed parsed) {
        return parsed.violations().stream().map(Violation::reason).toList();
    }

    private static Parsed parse(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return JsonText.parse(bytes, 0, bytes.length, LIMITS);
    }

    private static Malformed malformed(String text) {
        return catchThrowableOfType(Malformed.class, () -> parse(text));
    }

    private static Malformed malformedBody(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return catchThrowableOfType(
                Malformed.class,
                () -> JsonText.elements(bytes, 0, bytes.length, LIMITS, (offset, length, parsed) -> {}));
    }
}
