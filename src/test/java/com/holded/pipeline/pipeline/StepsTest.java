package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.DeadLetterFormat;
import com.holded.pipeline.storage.RawEvent;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** The pure steps, with all of Beam's checks on and no server within reach. */
class StepsTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final SegmentId SEGMENT = new SegmentId(RECEIVED.toEpochMilli(), 7);
    private static final SegmentTask TASK =
            new SegmentTask(SEGMENT, "raw-events/x", 100, RECEIVED.plusMillis(20), RECEIVED.plusSeconds(3), 1);
    private static final UUID PACKAGE = UUID.fromString("01932e1c-0000-7000-8000-000000000400");

    /** Nothing listens on port 1: what a pure step needs, it has with it. */
    private static final Deployment NOWHERE = new Deployment(
            new Settings.Storage(
                    URI.create("http://127.0.0.1:1"),
                    new Secret("key"),
                    new Secret("secret"),
                    "bucket",
                    "us-east-1",
                    Duration.ofSeconds(1)),
            new Settings.Database("127.0.0.1", 1, "user", new Secret("password"), "database", 4),
            new Settings.Registry.BuiltIn(),
            "completeness=30,timeliness=20,plausibility=25,identity=25");

    private static final String GOOD =
            "{\"event_type\":\"INVOICE_CREATED\",\"company_id\":\"company_1\",\"user_id\":\"u\",\"event_id\":\"m1\","
                    + "\"timestamp\":1772705555000,\"amount\":1.10}";

    @Test
    void each_event_of_a_segment_passes_or_becomes_a_dead_letter() {
        RawSegment segment = segment(
                accepted(0, GOOD),
                accepted(1, "{\"event_type\":\"INVOICE_CREATED\"}"),
                rejected(2, GOOD, new Violation(Reason.SCHEMA, "/amount", "refused at the door")));

        verify(segment, enriched -> {
            assertThat(enriched.events()).hasSize(1);
            assertThat(enriched.events().get(0).id().line()).isZero();
            assertThat(enriched.deadLetters())
                    .extracting(letter -> letter.id().line() + " " + letter.reason() + " " + letter.companyId())
                    .containsExactly("1 MISSING_FIELD ", "2 SCHEMA company_1");
        });
    }

    @Test
    void what_the_door_rejected_stays_rejected_with_the_reasons_of_the_door() {
        Violation refused = new Violation(Reason.SCHEMA, "/amount", "refused at the door");

        verify(segment(rejected(0, GOOD, refused)), enriched -> {
            assertThat(enriched.events()).isEmpty();
            assertThat(enriched.deadLetters().get(0).violations()).containsExactly(refused);
            assertThat(enriched.deadLetters().get(0).sent()).isEqualTo(GOOD);
        });
    }

    @Test
    void an_enriched_event_carries_its_origin_and_what_was_found_out() {
        verify(segment(accepted(0, GOOD)), enriched -> {
            String line = lines(ObjectLines.enriched(enriched, "p1"));

            assertThat(line)
                    .isEqualTo("{\"data\":{\"amount\":1.10},\"attributes\":{\"type\":\"INVOICE_CREATED\","
                            + "\"targetSubscription\":\"flat\",\"timestampStamp\":\"2026-03-05T10:12:35.000Z\","
                            + "\"messageIdStamp\":\"m1\",\"newContextStamp\":{\"accountId\":\"company_1\",\"userId\":\"u\"}},"
                            + "\"metadata\":{\"correlationId\":\"" + PACKAGE + "\",\"eventId\":\""
                            + EventId.of(SEGMENT, 0)
                            + "\",\"publishTime\":\"2026-03-05T10:12:40.020Z\",\"schemaId\":0,"
                            + "\"processedAt\":\"2026-03-05T10:12:43Z\",\"pipelineVersion\":\"p1\","
                            + "\"dataQualityScore\":0.77,\"qualityIssues\":[\"NO_PLATFORM\",\"NO_DEVICE\","
                            + "\"WEAK_MESSAGE_ID\"],\"businessContext\":\"other\",\"partitionKey\":\"company_1\"}}\n");
        });
    }

    @Test
    void the_same_segment_gives_the_same_objects_byte_for_byte() {
        verify(segment(accepted(0, GOOD), accepted(1, "3")), enriched -> {
            EnrichedSegment again = SerializableUtils.clone(enriched);

            assertThat(ObjectLines.enriched(again, "p1")).isEqualTo(ObjectLines.enriched(enriched, "p1"));
            assertThat(DeadLetterFormat.encode(again.deadLetters()))
                    .isEqualTo(DeadLetterFormat.encode(enriched.deadLetters()));
        });
    }

    @Test
    void a_dead_letter_line_holds_the_event_value_for_value() {
        verify(segment(accepted(0, "{\"a\":1.10,\"a\":2}")), enriched -> assertThat(
                        new String(DeadLetterFormat.encode(enriched.deadLetters()), StandardCharsets.UTF_8))
                .contains("\"reason\":\"DUPLICATE_KEY\"")
                .endsWith("\"event\":{\"a\":1.10,\"a\":2}}\n"));
    }

    private static String lines(byte[] compressed) {
        byte[] lines = Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed));
        return new String(lines, StandardCharsets.UTF_8);
    }

    private interface Expectation extends Serializable {
        void check(EnrichedSegment segment);
    }

    private static void verify(RawSegment segment, Expectation expectation) {
        TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
        PCollection<Batch<EnrichedSegment>> enriched = pipeline.apply(
                        Create.of(new Batch<>(List.of(segment))).withCoder(Batch.coder()))
                .apply("JudgeEvents", ParDo.of(new JudgeEventsFn(NOWHERE)))
                .setCoder(Batch.coder())
                .apply("EnrichEvents", ParDo.of(new EnrichEventsFn(NOWHERE)))
                .setCoder(Batch.coder());
        PAssert.that(enriched).satisfies(batches -> {
            List<EnrichedSegment> all = StreamSupport.stream(batches.spliterator(), false)
                    .flatMap(batch -> batch.segments().stream())
                    .toList();
            assertThat(all).hasSize(1);
            expectation.check(all.get(0));
            return null;
        });
        pipeline.run().waitUntilFinish();
    }

    private static RawSegment segment(RawEvent... events) {
        return new RawSegment(TASK, List.of(events));
    }

    private static RawEvent accepted(int line, String event) {
        return raw(line, event, List.of());
    }

    private static RawEvent rejected(int line, String event, Violation violation) {
        return raw(line, event, List.of(violation));
    }

    private static RawEvent raw(int line, String event, List<Violation> violations) {
        return new RawEvent(
                EventId.of(SEGMENT, line),
                PACKAGE,
                line,
                RECEIVED.toEpochMilli(),
                0,
                violations.isEmpty(),
                violations,
                event.getBytes(StandardCharsets.UTF_8));
    }
}
