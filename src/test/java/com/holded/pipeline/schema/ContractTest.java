package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {
    private final Contract contract = Contract.bundled();

    @Test
    void full_document_keeps_the_contract() {
        assertThat(contract.violations(Documents.parse(Documents.FULL))).isEmpty();
        assertThat(contract.id()).isEqualTo(Contract.BUNDLED_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data",
                "/amount",
                "/metadata",
                "/attributes/messageIdStamp",
                "/attributes/amplitudeTrackStamp",
                "/attributes/amplitudeTrackStamp/id",
                "/attributes/amplitudeTrackStamp/trackedDevice",
                "/attributes/newContextStamp/userId",
                "/attributes/newContextStamp/requestPlatform"
            })
    void optional_member_may_be_left_out(String pointer) {
        assertThat(contract.violations(Documents.without(pointer))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/attributes",
                "/currency",
                "/attributes/type",
                "/attributes/targetSubscription",
                "/attributes/timestampStamp",
                "/attributes/newContextStamp",
                "/attributes/newContextStamp/accountId"
            })
    void missing_member_is_named(String pointer) {
        assertThat(contract.violations(Documents.without(pointer)))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.reason()).isEqualTo(Reason.SCHEMA);
                    assertThat(violation.pointer()).isEqualTo(pointer);
                    assertThat(violation.keyword()).isEqualTo("required");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/data | []                                                   | type",
                "/data | null                                                 | type",
                "/metadata | \"free\"                                         | type",
                "/amount | \"12.50\"                                          | type",
                "/amount | null                                               | type",
                "/currency | \"eur\"                                          | pattern",
                "/currency | \"EURO\"                                         | pattern",
                "/attributes | \"x\"                                          | type",
                "/attributes/type | 5                                         | type",
                "/attributes/type | \"a\\u0007b\"                             | pattern",
                "/attributes/type | \"a\\n\"                                  | pattern",
                "/attributes/type | \"a\\u2028b\"                             | pattern",
                "/attributes/targetSubscription | \"a\\u0085\"                | pattern",
                "/attributes/timestampStamp | 1772705555000                   | type",
                "/attributes/timestampStamp | \"2026-03-05T10:12:35Z\"        | pattern",
                "/attributes/timestampStamp | \"2026-03-05T10:12:35.250+01:00\" | pattern",
                "/attributes/timestampStamp | \"2026-13-05T10:12:35.250Z\"    | pattern",
                "/attributes/timestampStamp | \"2026-03-05T24:12:35.250Z\"    | pattern",
                "/attributes/timestampStamp | \"2026-03-05T10:12:35.250Z\\n\" | pattern",
                "/attributes/messageIdStamp | \"\"                            | pattern",
                "/attributes/messageIdStamp | \"a b\"                         | pattern",
                "/attributes/newContextStamp/accountId | \"compañía\"         | pattern",
                "/attributes/newContextStamp/accountId | \"company_003\\n\"   | pattern",
                "/attributes/newContextStamp/userId | 17                      | type",
                "/attributes/newContextStamp/requestPlatform | null           | type",
                "/attributes/amplitudeTrackStamp/id | -1                      | minimum",
                "/attributes/amplitudeTrackStamp/id | 1.5                     | type",
                "/attributes/amplitudeTrackStamp/id | \"4711\"                | type",
                "/attributes/amplitudeTrackStamp/trackedDevice | 5            | type",
            })
    void wrong_value_is_named_with_its_keyword(String pointer, String json, String keyword) {
        assertThat(contract.violations(Documents.with(pointer, json)))
                .anySatisfy(violation -> {
                    assertThat(violation.reason()).isEqualTo(Reason.SCHEMA);
                    assertThat(violation.pointer()).isEqualTo(pointer);
                    assertThat(violation.keyword()).isEqualTo(keyword);
                })
                .allSatisfy(violation -> assertThat(violation.pointer()).isEqualTo(pointer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/attributes/surprise",
                "/attributes/newContextStamp/actor",
                "/attributes/amplitudeTrackStamp/session"
            })
    void envelope_is_closed(String pointer) {
        assertThat(contract.violations(Documents.with(pointer, "1")))
                .extracting(Violation::pointer)
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/anything", "/metadata/anything", "/anything"})
    void payload_and_document_are_open(String pointer) {
        assertThat(contract.violations(Documents.with(pointer, "{\"a\": [null]}")))
                .isEmpty();
    }

    @Test
    void names_and_ids_may_be_as_long_as_their_limits() {
        assertThat(contract.violations(Documents.with("/attributes/type", quoted("ñ".repeat(256)))))
                .isEmpty();
        assertThat(contract.violations(Documents.with("/attributes/type", quoted("ñ".repeat(257)))))
                .hasSize(1);
        assertThat(contract.violations(Documents.with("/attributes/type", quoted(""))))
                .isNotEmpty();
        assertThat(contract.violations(Documents.with("/attributes/messageIdStamp", quoted("~".repeat(128)))))
                .isEmpty();
        assertThat(contract.violations(Documents.with("/attributes/messageIdStamp", quoted("~".repeat(129)))))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-19.9", "0", "-0", "99999999999999999999999999999999999999", "1e308", "0.10"})
    void any_decimal_is_an_amount(String literal) {
        assertThat(contract.violations(Documents.with("/amount", literal))).isEmpty();
    }

    @Test
    void every_violation_is_reported() {
        assertThat(contract.violations(Documents.parse("{\"attributes\": {\"type\": 5}, \"amount\": true}")))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/currency",
                        "/attributes/targetSubscription",
                        "/attributes/timestampStamp",
                        "/attributes/newContextStamp",
                        "/attributes/type",
                        "/amount");
    }

    @Test
    void decimals_are_compared_to_the_last_digit() {
        Contract exact = Contract.compile(
                7, "{\"properties\": {\"amount\": {\"maximum\": 99999999999999999999.01, \"multipleOf\": 0.01}}}");

        assertThat(exact.violations(amount("99999999999999999999.01"))).isEmpty();
        assertThat(exact.violations(amount("99999999999999999999.02")))
                .extracting(Violation::keyword)
                .containsExactly("maximum");
        assertThat(exact.violations(amount("0.0100000000000000000001")))
                .extracting(Violation::keyword)
                .containsExactly("multipleOf");
    }

    @Test
    void whole_decimal_is_an_integer() {
        assertThat(contract.violations(Documents.with("/attributes/amplitudeTrackStamp/id", "4711.0")))
                .isEmpty();
    }

    @Test
    void pointer_escapes_the_names_it_is_made_of() {
        Contract strict = Contract.compile(1, "{\"properties\": {\"a/~b\": {\"required\": [\"x/y\"]}}}");

        List<Violation> violations = strict.violations(Documents.parse("{\"a/~b\": {}}"));

        assertThat(violations).extracting(Violation::pointer).containsExactly("/a~1~0b/x~1y");
    }

    @Test
    void flood_of_violations_is_cut_and_counted() {
        Contract numbers = Contract.compile(1, "{\"additionalProperties\": {\"type\": \"number\"}}");
        String members =
                IntStream.range(0, 250).mapToObj(i -> "\"m" + i + "\": true").collect(Collectors.joining(","));

        List<Violation> violations = numbers.violations(Documents.parse("{" + members + "}"));

        assertThat(violations).hasSize(Contract.MOST_VIOLATIONS);
        assertThat(violations.get(99)).isEqualTo(new Violation(Reason.SCHEMA, "", "151 more violations"));
    }

    @Test
    void schema_that_refers_to_itself_for_ever_rejects_instead_of_failing() {
        Contract endless =
                Contract.compile(3, "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}");

        assertThat(endless.violations(Documents.parse("{}")))
                .containsExactly(new Violation(
                        Reason.SCHEMA, "", "schema 3 refers to itself without end and cannot be applied"));
    }

    @Test
    void draft_07_is_understood() {
        Contract tuple = Contract.compile(
                1,
                """
                {"$schema": "http://json-schema.org/draft-07/schema#",
                 "properties": {"a": {"items": [{"type": "string"}], "additionalItems": false}}}
                """);

        assertThat(tuple.violations(Documents.parse("{\"a\": [\"x\"]}"))).isEmpty();
        assertThat(tuple.violations(Documents.parse("{\"a\": [\"x\", 1]}"))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "[]",
                "\"x\"",
                "{\"type\": \"strin\"}",
                "{\"minimum\": \"x\"}",
                "{\"properties\": []}",
                "{\"pattern\": \"[\"}",
                "{\"type\": \"string\", \"type\": \"number\"}",
                "{\"$ref\": \"#/$defs/none\"}",
                "{\"$ref\": \"https://example.com/x.json\"}",
                "{\"$ref\": \"https://json-schema.org/elsewhere\"}",
                "{\"$ref\": \"classpath:contracts/events.raw-value.json\"}",
                "{\"$ref\": \"file:///etc/hostname\"}",
                "{\"properties\": {\"a\": {\"$ref\": \"other.json\"}}}",
                "{\"$schema\": \"https://example.com/meta\"}",
                "{\"$schema\": 5}",
            })
    void refuses_what_is_no_self_contained_schema(String text) {
        assertThatThrownBy(() -> Contract.compile(1, text)).isInstanceOfSatisfying(RegistryException.class, refused -> {
            assertThat(refused.error()).isEqualTo(RegistryError.INVALID_SCHEMA);
            assertThat(refused).hasMessageStartingWith("Invalid schema: ");
        });
    }

    @Test
    void many_threads_may_use_one_contract() throws Exception {
        Json.Obj good = Documents.parse(Documents.FULL);
        Json.Obj bad = Documents.with("/attributes/amplitudeTrackStamp/id", "-1");
        Callable<Boolean> check = () -> IntStream.range(0, 2_000)
                .allMatch(i -> contract.violations(good).isEmpty()
                        && contract.violations(bad).size() == 1);

        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Boolean> verdict : threads.invokeAll(List.of(check, check, check, check))) {
                assertThat(verdict.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Json.Obj amount(String literal) {
        return Documents.with("/amount", literal);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
