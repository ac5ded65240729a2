package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Each row of docs/schema-compatibility.md. */
class JsonCompatibilityTableTest {
    private static final Path TABLE = Path.of("docs/schema-compatibility.md");
    private static final int COLUMNS = 6;

    @ParameterizedTest
    @MethodSource("rows")
    void row_holds(Row row) {
        JsonFindings.Outcome changes = JsonSchema.compare(row.now(), row.old());

        assertThat(row.told(changes)).as(row.change()).isEqualTo(row.differences());
        assertVerdict(CompatibilityLevel.BACKWARD, row.backward(), row.old(), row.now(), row);
        assertVerdict(CompatibilityLevel.FORWARD, row.forward(), row.now(), row.old(), row);
        assertThat(check(CompatibilityLevel.FULL, row).isEmpty())
                .isEqualTo(row.backward().equals("yes") && row.forward().equals("yes"));
        assertThat(check(CompatibilityLevel.NONE, row)).isEmpty();
    }

    @Test
    void every_kind_of_change_has_a_row() {
        String all = rows().flatMap(row -> row.differences().stream()).collect(Collectors.joining(" "));

        assertThat(Arrays.stream(JsonChange.values())
                        .filter(change -> change != JsonChange.TOO_COMPLEX)
                        .map(Enum::name)
                        .filter(name -> !all.matches("(?s).*\\b" + name + "\\b.*")))
                .isEmpty();
    }

    /** Every schema of the table against every other one, asked of the validator with some hundred documents. */
    @Test
    void what_is_called_compatible_refuses_no_document_that_was_accepted() {
        List<JsonNode> documents = documents().map(JsonTree::parse).toList();
        List<JsonSchema> schemas = new ArrayList<>();
        rows().forEach(row -> schemas.addAll(List.of(row.old(), row.now())));
        List<BitSet> accepted =
                schemas.stream().map(schema -> accepted(schema, documents)).toList();
        List<String> wrong = new ArrayList<>();
        int compatible = 0;

        for (int from = 0; from < schemas.size(); from++) {
            for (int to = 0; to < schemas.size(); to++) {
                JsonFindings.Outcome changes = JsonSchema.compare(schemas.get(to), schemas.get(from));
                if (!changes.compatible() || isException(schemas.get(to), changes)) {
                    continue;
                }
                compatible++;
                BitSet refused = (BitSet) accepted.get(from).clone();
                refused.andNot(accepted.get(to));
                if (!refused.isEmpty()) {
                    wrong.add(schemas.get(from).text() + " -> "
                            + schemas.get(to).text() + ": " + documents.get(refused.nextSetBit(0)));
                }
            }
        }

        assertThat(wrong).isEmpty();
        // Else nothing would have been shown.
        assertThat(compatible).isGreaterThan(30_000);
    }

    /** The two that the document names. */
    private static boolean isException(JsonSchema to, JsonFindings.Outcome changes) {
        return to.text().contains("oneOf")
                || changes.differences().stream()
                        .anyMatch(difference -> difference.change().name().contains("_WITH_DEFAULT_"));
    }

    private static BitSet accepted(JsonSchema schema, List<JsonNode> documents) {
        Schema validator = JsonSchemas.compile(JsonTree.parse(schema.text()));
        BitSet accepted = new BitSet();
        for (int i = 0; i < documents.size(); i++) {
            accepted.set(i, validator.validate(documents.get(i)).isEmpty());
        }
        return accepted;
    }

    private static void assertVerdict(
            CompatibilityLevel level, String told, JsonSchema writer, JsonSchema reader, Row row) {
        assertThat(check(level, row).isEmpty()).as(level + ": " + row.change()).isEqualTo(told.equals("yes"));
        if (told.startsWith("no: ")) {
            JsonNode proof = JsonTree.parse(Row.code(told.substring("no: ".length())));
            assertThat(accepted(writer, List.of(proof)).get(0)).isTrue();
            assertThat(accepted(reader, List.of(proof)).get(0)).isFalse();
        }
    }

    private static List<Incompatibility> check(CompatibilityLevel level, Row row) {
        return level.check(row.now(), List.of(new EarlierVersion(1, row.old())));
    }

    private static Stream<String> documents() {
        List<String> values = List.of(
                "1", "2", "1.5", "\"a\"", "\"\"", "\"abc\"", "true", "null", "{}", "{\"v\": 1.5}", "{\"n\": 1}");
        List<String> names = List.of("a", "b", "c", "i_1", "ab", "abc", "v", "n");
        Stream<String> single = Stream.of(
                "null",
                "true",
                "0",
                "1",
                "2",
                "3",
                "4",
                "5",
                "5.5",
                "6",
                "7",
                "10",
                "0.05",
                "\"\"",
                "\"a\"",
                "\"b\"",
                "\"c\"",
                "\"ab\"",
                "\"abc\"",
                "\"2026-03-05\"",
                "\"1.2.3.4\"",
                "[]",
                "{}",
                "[1, 1, 1]");
        Stream<String> arrays = values.stream()
                .flatMap(first -> Stream.concat(
                        Stream.of("[" + first + "]"), values.stream().map(second -> "[" + first + "," + second + "]")));
        Stream<String> objects =
                names.stream().flatMap(name -> values.stream().map(value -> "{\"" + name + "\": " + value + "}"));
        Stream<String> pairs = names.stream().flatMap(one -> names.stream()
                .filter(other -> !other.equals(one))
                .flatMap(other -> Stream.of("1", "\"a\"")
                        .map(value -> "{\"" + one + "\": " + value + ", \"" + other + "\": " + value + "}")));
        return Stream.of(single, arrays, objects, pairs).flatMap(documents -> documents);
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        boolean draft7 = false;
        for (String line : lines()) {
            String[] cells = line.split("\\|");
            if (line.startsWith("##")) {
                draft7 = line.endsWith("(draft-07)");
            } else if (cells.length == COLUMNS + 1 && cells[2].strip().startsWith("`")) {
                rows.add(Row.of(cells, draft7));
            }
        }
        return rows.stream();
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(TABLE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** One rule. */
    record Row(
            String change, JsonSchema old, JsonSchema now, Set<String> differences, String backward, String forward) {
        static Row of(String[] cells, boolean draft7) {
            return new Row(
                    cells[1].strip(),
                    schema(cells[2], draft7),
                    schema(cells[3], draft7),
                    Set.of(cells[4].strip().split(", ")),
                    cells[5].strip(),
                    cells[6].strip());
        }

        Set<String> told(JsonFindings.Outcome changes) {
            return changes.differences().isEmpty()
                    ? Set.of("none")
                    : changes.differences().stream()
                            .map(difference -> difference.change() + " `#"
                                    + (difference.path().isEmpty() ? "/" : difference.path()) + "`")
                            .collect(Collectors.toSet());
        }

        static String code(String cell) {
            String stripped = cell.strip();
            return stripped.substring(1, stripped.length() - 1);
        }

        @Override
        public String toString() {
            return change;
        }

        private static JsonSchema schema(String cell, boolean draft7) {
            String text = code(cell);
            return JsonSchema.parse(
                    draft7 ? "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"," + text.substring(1) : text,
                    References.NONE);
        }
    }
}
