package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonComparisonTest {
    @Test
    void says_what_is_wrong_where_and_against_which_version() {
        ParsedSchema first = json("{\"properties\": {\"a\": {\"type\": \"number\"}}}");
        ParsedSchema second = json("{\"properties\": {\"a\": {\"type\": \"integer\"}}}");

        List<Incompatibility> found = CompatibilityLevel.BACKWARD.check(second, List.of(new EarlierVersion(7, first)));

        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.type()).isEqualTo("TYPE_NARROWED");
            assertThat(one.path()).isEqualTo("#/properties/a");
            assertThat(one.version()).isEqualTo(7);
            assertThat(one.message())
                    .isEqualTo(
                            "{errorType:'TYPE_NARROWED', description:'Type narrowed at path '#/properties/a': the new"
                                    + " schema refuses what the old schema accepts', oldSchemaVersion: 7}");
        });
    }

    @Test
    void compares_what_is_used_from_other_subjects() {
        String text = "{\"properties\": {\"price\": {\"$ref\": \"money.json\"}}}";
        ParsedSchema loose = SchemaType.JSON.parse(text, used("{\"type\": \"number\"}"));
        ParsedSchema strict = SchemaType.JSON.parse(text, used("{\"type\": \"integer\"}"));

        assertThat(paths(CompatibilityLevel.BACKWARD.check(strict, List.of(new EarlierVersion(1, loose)))))
                .containsExactly("#/properties/price");
        assertThat(CompatibilityLevel.FORWARD.check(strict, List.of(new EarlierVersion(1, loose))))
                .isEmpty();
    }

    @Test
    void a_property_may_have_the_name_of_a_keyword() {
        String text = "{\"properties\": {\"default\": {\"$ref\": \"#/$defs/enum\"}, \"$ref\": {\"type\": \"string\"},"
                + " \"$id\": {\"type\": \"string\"}}, \"$defs\": {\"enum\": {\"type\": \"number\"}}}";

        assertThat(paths(CompatibilityLevel.BACKWARD.check(
                        json(text.replace("number", "integer")), List.of(new EarlierVersion(1, json(text))))))
                .containsExactly("#/properties/default");
    }

    @Test
    void definitions_that_refer_to_each_other_are_compared_once() {
        ParsedSchema old = json(entangled("number"));
        ParsedSchema now = json(entangled("integer"));

        assertThat(CompatibilityLevel.FULL.check(old, List.of(new EarlierVersion(1, old))))
                .isEmpty();
        assertThat(CompatibilityLevel.BACKWARD.check(now, List.of(new EarlierVersion(1, old))))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(CompatibilityLevel.MOST_TOLD);
    }

    @Test
    void gives_up_a_comparison_without_end() {
        StringBuilder chain = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (int i = 0; i < 1_000; i++) {
            chain.append("\"d" + i + "\": {\"items\": {\"$ref\": \"#/$defs/d" + (i + 1) + "\"}}, ");
        }
        ParsedSchema deep = json(chain + "\"d1000\": {\"type\": \"number\"}}}");

        assertThat(CompatibilityLevel.BACKWARD.check(deep, List.of(new EarlierVersion(1, deep))))
                .extracting(Incompatibility::type)
                .containsExactly("TOO_COMPLEX");
    }

    /** Thirty definitions, each of which refers to all thirty. */
    private static String entangled(String type) {
        StringBuilder definitions = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            StringBuilder properties = new StringBuilder();
            for (int j = 0; j < 30; j++) {
                properties.append("\"p" + j + "\": {\"$ref\": \"#/$defs/d" + j + "\"}, ");
            }
            definitions
                    .append(i == 0 ? "" : ", ")
                    .append("\"d" + i + "\": {\"properties\": {" + properties + "\"v\": {\"type\": \"" + type
                            + "\"}}}");
        }
        return "{\"$ref\": \"#/$defs/d0\", \"$defs\": {" + definitions + "}}";
    }

    private static List<String> paths(List<Incompatibility> found) {
        return found.stream().map(Incompatibility::path).toList();
    }

    private static References used(String text) {
        return References.resolve(
                SchemaType.JSON,
                List.of(new SchemaReference("money.json", "money", 1)),
                (subject, version) -> Optional.of(new References.Referenced(SchemaType.JSON, text, List.of())));
    }

    private static ParsedSchema json(String text) {
        return SchemaType.JSON.parse(text, References.NONE);
    }
}
