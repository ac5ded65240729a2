package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.api.Test;

/** That the verdicts on Avro schemas are Avro's, on generated schemas and histories. */
class AvroCompatibilityTest {
    private static final int PAIRS = 2_000;
    private static final int HISTORIES = 300;

    private final long seed = Long.getLong("schemas.seed", 20_261_124L);
    private final GeneratedAvro generated = new GeneratedAvro(new Random(seed));

    @Test
    void verdicts_on_pairs_are_those_of_avro() {
        System.out.println("schemas.seed=" + seed);
        int compatible = 0;

        for (int pair = 0; pair < PAIRS; pair++) {
            GeneratedAvro.Type old = generated.record();
            ParsedSchema before = parse(old);
            ParsedSchema after = parse(generated.mutate(old));
            boolean backward = reads(after, before);
            boolean forward = reads(before, after);

            assertThat(verdict(CompatibilityLevel.NONE, after, before)).isTrue();
            assertThat(verdict(CompatibilityLevel.BACKWARD, after, before)).isEqualTo(backward);
            assertThat(verdict(CompatibilityLevel.FORWARD, after, before)).isEqualTo(forward);
            assertThat(verdict(CompatibilityLevel.FULL, after, before)).isEqualTo(backward && forward);
            compatible += backward ? 1 : 0;
        }

        // Else one of the verdicts would not have been tried.
        assertThat(compatible).isBetween(PAIRS / 5, PAIRS * 4 / 5);
    }

    @Test
    void verdicts_on_histories_are_those_of_avro() {
        int[] accepted = new int[CompatibilityLevel.values().length];

        for (int number = 0; number < HISTORIES; number++) {
            List<GeneratedAvro.Type> types = new ArrayList<>(List.of(generated.record()));
            for (int version = 1; version < 4; version++) {
                types.add(generated.mutate(types.get(version - 1)));
            }
            List<ParsedSchema> versions = types.stream()
                    .<ParsedSchema>map(AvroCompatibilityTest::parse)
                    .toList();
            ParsedSchema candidate = versions.get(3);
            List<EarlierVersion> earlier = IntStream.range(0, 3)
                    .mapToObj(version -> new EarlierVersion(version + 1, versions.get(version)))
                    .toList();

            for (CompatibilityLevel level : CompatibilityLevel.values()) {
                List<Incompatibility> found = level.check(candidate, earlier);
                assertThat(found.isEmpty())
                        .as(level + " " + types)
                        .isEqualTo(avroAccepts(level, candidate, versions.subList(0, 3)));
                accepted[level.ordinal()] += found.isEmpty() ? 1 : 0;
            }
        }

        assertThat(accepted[CompatibilityLevel.BACKWARD.ordinal()])
                .isGreaterThan(accepted[CompatibilityLevel.BACKWARD_TRANSITIVE.ordinal()]);
        assertThat(accepted[CompatibilityLevel.FORWARD.ordinal()])
                .isGreaterThan(accepted[CompatibilityLevel.FORWARD_TRANSITIVE.ordinal()]);
        assertThat(Arrays.stream(accepted)).allMatch(count -> count > 0);
    }

    @Test
    void what_is_called_compatible_reads_what_was_written() throws IOException {
        for (int pair = 0; pair < PAIRS / 4; pair++) {
            GeneratedAvro.Type old = generated.record();
            AvroSchema before = parse(old);
            AvroSchema after = parse(generated.mutate(old));
            if (!verdict(CompatibilityLevel.BACKWARD, after, before)) {
                continue;
            }
            for (Object datum : new RandomData(before.schema(), 5, seed + pair)) {
                assertThat(read(write(datum, before.schema()), before.schema(), after.schema()))
                        .isNotNull();
            }
        }
    }

    @Test
    void says_what_is_wrong_where_and_against_which_version() {
        ParsedSchema first = avro("{\"type\": \"record\", \"name\": \"A\", \"fields\": []}");
        ParsedSchema second = avro(
                "{\"type\": \"record\", \"name\": \"A\", \"fields\": [" + "{\"name\": \"n\", \"type\": \"int\"}]}");

        List<Incompatibility> found = CompatibilityLevel.BACKWARD_TRANSITIVE.check(
                second, List.of(new EarlierVersion(1, first), new EarlierVersion(3, second)));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).message())
                .isEqualTo("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'n' at path"
                        + " '/fields/0' in the new schema has no default value and is missing in the old schema',"
                        + " additionalInfo:'n', oldSchemaVersion: 1}");
    }

    @Test
    void another_type_of_schema_fits_at_no_level_but_none() {
        ParsedSchema json = SchemaType.JSON.parse("{}", References.NONE);
        List<EarlierVersion> earlier = List.of(new EarlierVersion(1, avro("\"string\"")));

        for (CompatibilityLevel level : CompatibilityLevel.values()) {
            assertThat(level.check(json, earlier).isEmpty()).isEqualTo(level == CompatibilityLevel.NONE);
            assertThat(level.check(json, List.of())).isEmpty();
            assertThat(CompatibilityLevel.named(level.name())).contains(level);
        }
    }

    @Test
    void the_shipped_contract_of_enriched_events_can_be_registered_and_read_by_itself() throws IOException {
        try (InputStream resource =
                AvroCompatibilityTest.class.getResourceAsStream("/contracts/events.enriched-value.avsc")) {
            ParsedSchema contract = avro(new String(resource.readAllBytes(), StandardCharsets.UTF_8));

            assertThat(CompatibilityLevel.FULL.check(contract, List.of(new EarlierVersion(1, contract))))
                    .isEmpty();
        }
    }

    private static boolean verdict(CompatibilityLevel level, ParsedSchema candidate, ParsedSchema earlier) {
        return level.check(candidate, List.of(new EarlierVersion(1, earlier))).isEmpty();
    }

    private static boolean reads(ParsedSchema reader, ParsedSchema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(schema(reader), schema(writer))
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    /** Each level in plain words, asked of Avro's checker. */
    private static boolean avroAccepts(CompatibilityLevel level, ParsedSchema candidate, List<ParsedSchema> earlier) {
        ParsedSchema latest = earlier.get(earlier.size() - 1);
        boolean readsLatest = reads(candidate, latest);
        boolean readByLatest = reads(latest, candidate);
        boolean readsAll = earlier.stream().allMatch(version -> reads(candidate, version));
        boolean readByAll = earlier.stream().allMatch(version -> reads(version, candidate));
        return switch (level) {
            case NONE -> true;
            case BACKWARD -> readsLatest;
            case BACKWARD_TRANSITIVE -> readsAll;
            case FORWARD -> readByLatest;
            case FORWARD_TRANSITIVE -> readByAll;
            case FULL -> readsLatest && readByLatest;
            case FULL_TRANSITIVE -> readsAll && readByAll;
        };
    }

    private static byte[] write(Object datum, Schema schema) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes, Schema writer, Schema reader) throws IOException {
        return new GenericDatumReader<>(writer, reader)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    private static Schema schema(ParsedSchema schema) {
        return ((AvroSchema) schema).schema();
    }

    private static AvroSchema parse(GeneratedAvro.Type type) {
        return AvroSchema.parse(type.toString(), References.NONE);
    }

    private static ParsedSchema avro(String text) {
        return SchemaType.AVRO.parse(text, References.NONE);
    }
}
