package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.BusinessContext;
import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.event.QualityIssue;
import com.holded.pipeline.event.QualityScore;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** That the Avro contract of enriched events says what the pipeline writes, field by field. */
class EnrichedContractTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final SegmentId SEGMENT = new SegmentId(RECEIVED.toEpochMilli(), 7);
    private static final SegmentTask TASK = new SegmentTask(
            SEGMENT, "raw-events/x", 100, RECEIVED.plusMillis(20), RECEIVED.plus(3_000_001, ChronoUnit.MICROS), 1);
    private static final UUID PACKAGE = UUID.fromString("01932e1c-0000-7000-8000-000000000400");
    private static final Schema CONTRACT = contract();
    private static final Conversions.DecimalConversion DECIMALS = new Conversions.DecimalConversion();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String FULL =
            """
            {"data": {"id": "d-1", "amount": 1234567890.10, "items": [1.50, {"price": "7.20"}]},
             "attributes": {
               "type": "Holded\\\\Wallet\\\\Domain\\\\Transaction\\\\Events\\\\WalletTransactionCreatedEvent",
               "targetSubscription": "wallet_events",
               "X\\\\TimestampStamp": "2026-03-05T10:12:35.123+00:00",
               "X\\\\MessageIdStamp": "01hr71kjry3w47epk7acq7emcd",
               "X\\\\NewContextStamp": {"accountId": "company_003", "userId": "u-1", "requestPlatform": "web"},
               "X\\\\AmplitudeTrackStamp": {"id": 18446744073709551615, "trackedDevice": "mobile"}}}
            """;
    private static final String LEAST =
            """
            {"attributes": {"type": "E", "targetSubscription": "s",
               "X\\\\TimestampStamp": "2026-03-05T10:12:35Z", "X\\\\NewContextStamp": {"accountId": "c"}}}
            """;

    @Test
    void every_field_of_an_event_comes_back_as_the_pipeline_wrote_it() throws IOException {
        JsonNode written = line(FULL, BusinessContext.FINANCIAL, QualityIssue.LATE_MINUTES, QualityIssue.NO_DEVICE);

        GenericRecord record = (GenericRecord) toAvro(CONTRACT, written);

        assertThat(absent(record)).isEmpty();
        assertThat(toJson(CONTRACT, throughBytes(record))).isEqualTo(written);
    }

    @Test
    void what_an_event_does_not_have_is_null() throws IOException {
        JsonNode written = line(LEAST, BusinessContext.OTHER);

        GenericRecord record = (GenericRecord) toAvro(CONTRACT, written);

        assertThat(absent(record))
                .containsExactly("data", "messageIdStamp", "userId", "requestPlatform", "amplitudeTrackStamp");
        assertThat(toJson(CONTRACT, throughBytes(record))).isEqualTo(written);
    }

    @Test
    void the_contexts_are_those_of_the_pipeline() {
        Schema context = CONTRACT.getField("metadata")
                .schema()
                .getField("businessContext")
                .schema();

        assertThat(context.getEnumSymbols()).isEqualTo(BusinessContext.labels());
        for (BusinessContext each : BusinessContext.values()) {
            assertThat(toAvro(CONTRACT, line(LEAST, each))).isNotNull();
        }
    }

    private static GenericRecord throughBytes(GenericRecord record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(CONTRACT).write(record, encoder);
        encoder.flush();
        return new GenericDatumReader<GenericRecord>(CONTRACT)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    /** Fails on a member that the contract does not name, and on one of another type. */
    private static Object toAvro(Schema schema, JsonNode value) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                assertThat(value.propertyNames())
                        .isSubsetOf(schema.getFields().stream()
                                .map(Schema.Field::name)
                                .toList());
                for (Schema.Field field : schema.getFields()) {
                    record.put(field.pos(), toAvro(field.schema(), value.path(field.name())));
                }
                yield record;
            }
            case UNION ->
                value.isMissingNode() ? null : toAvro(schema.getTypes().get(1), value);
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                value.forEach(element -> elements.add(toAvro(schema.getElementType(), element)));
                yield new GenericData.Array<>(schema, elements);
            }
            case ENUM -> new GenericData.EnumSymbol(schema, value.stringValue());
            case STRING -> value.isString() ? value.stringValue() : value.toString();
            case INT -> value.intValue();
            case LONG ->
                ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(value.stringValue())) / perUnit(logical);
            case BYTES -> DECIMALS.toBytes(value.decimalValue(), schema, logical);
            default -> throw new AssertionError("the contract has no " + schema.getType());
        };
    }

    private static JsonNode toJson(Schema schema, Object value) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case RECORD -> {
                ObjectNode object = JSON.createObjectNode();
                GenericRecord record = (GenericRecord) value;
                for (Schema.Field field : schema.getFields()) {
                    Object member = record.get(field.pos());
                    if (member != null) {
                        object.set(field.name(), member(field, member));
                    }
                }
                yield object;
            }
            case ARRAY -> {
                ArrayNode array = JSON.createArrayNode();
                ((List<?>) value).forEach(element -> array.add(toJson(schema.getElementType(), element)));
                yield array;
            }
            case UNION -> toJson(schema.getTypes().get(1), value);
            case INT -> JSON.valueToTree(value);
            case LONG -> JSON.valueToTree(time((Long) value * perUnit(logical), logical));
            case BYTES -> JSON.valueToTree(DECIMALS.fromBytes((ByteBuffer) value, schema, logical));
            default -> JSON.valueToTree(value.toString());
        };
    }

    /** The payload and the session are JSON in JSON, and text in Avro. */
    private static JsonNode member(Schema.Field field, Object value) {
        return field.name().equals("data") || field.name().equals("id")
                ? JSON.readTree(value.toString())
                : toJson(field.schema(), value);
    }

    private static long perUnit(LogicalType logical) {
        return logical.getName().equals("timestamp-millis") ? 1_000 : 1;
    }

    /** The envelope's time always has milliseconds, the platform's own times only what they need. */
    private static String time(long micros, LogicalType logical) {
        Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return perUnit(logical) == 1 || micros % 1_000_000 != 0
                ? time.toString()
                : time.toString().replace("Z", ".000Z");
    }

    private static List<String> absent(GenericRecord record) {
        List<String> absent = new ArrayList<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            Object value = record.get(field.pos());
            if (value == null) {
                absent.add(field.name());
            } else if (value instanceof GenericRecord inner) {
                absent.addAll(absent(inner));
            }
        }
        return absent;
    }

    private static JsonNode line(String sent, BusinessContext context, QualityIssue... issues) {
        byte[] text = sent.getBytes(StandardCharsets.UTF_8);
        BusinessEvent event = ((Normalised.Valid) new Normaliser(JsonText::embedded)
                        .normalise(
                                JsonText.parse(text, 0, text.length, JsonText.Limits.ofDepth(64))
                                        .value(),
                                RECEIVED))
                .event();
        EnrichedEvent enriched = new EnrichedEvent(
                EventId.of(SEGMENT, 0),
                PACKAGE,
                event,
                sent.getBytes(StandardCharsets.UTF_8),
                RECEIVED,
                42,
                new QualityScore(new BigDecimal("0.70"), List.of(issues)),
                context);
        byte[] compressed = SegmentObjects.of(
                        new EnrichedSegment(TASK, List.of(enriched), List.of()), new PipelineVersion("r1"))
                .enriched();
        byte[] line = Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed));
        return JSON.readTree(line);
    }

    private static Schema contract() {
        try (InputStream resource =
                EnrichedContractTest.class.getResourceAsStream("/contracts/events.enriched-value.avsc")) {
            return new Schema.Parser().parse(resource);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
