package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.event.EnrichedEvent;
import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.storage.DeadLetterFormat;
import com.holded.pipeline.storage.RawEvent;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
    private static final PipelineVersion VERSION = new PipelineVersion("r1");
    private static final UUID PACKAGE = UUID.fromString("01932e1c-0000-7000-8000-000000000400");

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
            String line = lines(SegmentObjects.of(enriched, VERSION).enriched());

            assertThat(line)
                    .isEqualTo("{\"data\":{\"amount\":1.10},\"attributes\":{\"type\":\"INVOICE_CREATED\","
                            + "\"targetSubscription\":\"flat\",\"timestampStamp\":\"2026-03-05T10:12:35.000Z\","
                            + "\"messageIdStamp\":\"m1\",\"newContextStamp\":{\"accountId\":\"company_1\",\"userId\":\"u\"}},"
                            + "\"metadata\":{\"correlationId\":\"" + PACKAGE + "\",\"eventId\":\""
                            + EventId.of(SEGMENT, 0)
                            + "\",\"publishTime\":\"2026-03-05T10:12:40.020Z\",\"schemaId\":0,"
                            + "\"processedAt\":\"2026-03-05T10:12:43Z\",\"pipelineVersion\":\"p2-r1\",\"rulesVersion\":\"r1\","
                            + "\"dataQualityScore\":0.77,\"dataQualityParts\":{\"completeness\":0.40,\"timeliness\":1.00,"
                            + "\"plausibility\":1.00,\"identity\":0.80},\"qualityIssues\":[\"NO_PLATFORM\",\"NO_DEVICE\","
                            + "\"WEAK_MESSAGE_ID\"],\"businessContext\":\"other\",\"partitionKey\":\"company_1\"}}\n");
        });
    }

    @Test
    void the_same_segment_gives_the_same_objects_byte_for_byte() {
        verify(segment(accepted(0, GOOD), accepted(1, "3")), enriched -> {
            EnrichedSegment again = SerializableUtils.clone(enriched);

            assertThat(SegmentObjects.of(again, VERSION).enriched())
                    .isEqualTo(SegmentObjects.of(enriched, VERSION).enriched());
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

    @Property(tries = 25)
    void events_that_the_rules_fail_on_are_dead_letters_in_their_place_and_all_others_pass(
            @ForAll @Size(max = 6) Set<@IntRange(max = 19) Integer> poisoned,
            @ForAll @Size(max = 4) Set<@IntRange(max = 19) Integer> bad) {
        RawEvent[] events = IntStream.range(0, 20)
                .mapToObj(line -> accepted(line, bad.contains(line) ? "7" : GOOD))
                .toArray(RawEvent[]::new);
        // What jqwik hands out cannot travel.
        Set<Integer> poison = new TreeSet<>(poisoned);
        Set<Integer> dead = new TreeSet<>(poison);
        dead.addAll(bad);

        verify(segment(events), () -> failingOn(poison), enriched -> {
            assertThat(enriched.deadLetters())
                    .extracting(letter -> letter.id().line())
                    .containsExactlyElementsOf(dead);
            assertThat(enriched.events())
                    .extracting(event -> event.id().line())
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .filter(line -> !dead.contains(line))
                            .boxed()
                            .toList());
            assertThat(enriched.deadLetters())
                    .allSatisfy(letter -> assertThat(letter.violations().get(0).message())
                            .doesNotContain("Exception", "Error", "java", "company_1"));
        });
    }

    @Test
    void an_event_that_cannot_be_written_is_a_dead_letter_and_its_neighbours_are_written() {
        verify(segment(accepted(0, GOOD), accepted(1, GOOD), accepted(2, GOOD)), enriched -> {
            EnrichedEvent poison = enriched.events().get(1);
            // What a defect in the rules would make: nothing where there must be something.
            EnrichedEvent broken = new EnrichedEvent(
                    poison.id(),
                    poison.packageId(),
                    poison.event(),
                    poison.sent(),
                    poison.receivedAt(),
                    poison.schemaId(),
                    poison.quality(),
                    null);
            EnrichedSegment segment = new EnrichedSegment(
                    TASK,
                    List.of(enriched.events().get(0), broken, enriched.events().get(2)),
                    List.of());

            SegmentObjects objects = SegmentObjects.of(segment, VERSION);

            assertThat(objects.events()).extracting(event -> event.id().line()).containsExactly(0, 2);
            assertThat(objects.deadLetters())
                    .extracting(letter -> letter.id().line() + " " + letter.reason() + " " + letter.companyId())
                    .containsExactly("1 STEP_FAILED company_1");
            assertThat(lines(objects.enriched()).lines())
                    .hasSize(2)
                    .noneMatch(line -> line.contains(poison.id().toString()));
        });
    }

    @Test
    void an_event_as_deep_as_any_setting_allows_goes_through_every_step() {
        int depth = JsonText.Limits.MOST_DEPTH - 3;
        String deep = GOOD.replace("1.10", "1.10,\"deep\":" + "[".repeat(depth) + "]".repeat(depth));

        verify(segment(accepted(0, deep)), enriched -> assertThat(
                        SegmentObjects.of(enriched, VERSION).events())
                .hasSize(1));
    }

    private static String lines(byte[] compressed) {
        byte[] lines = Zstd.decompress(compressed, (int) Zstd.getFrameContentSize(compressed));
        return new String(lines, StandardCharsets.UTF_8);
    }

    private interface Expectation extends Serializable {
        void check(EnrichedSegment segment);
    }

    private static Judge judge() {
        return new Judge(Contracts.only(Contract.bundled()), (task, chosen) -> chosen);
    }

    private static Enrichment rules() {
        return Enrichment.ofWeights("completeness=30,timeliness=20,plausibility=25,identity=25");
    }

    /** Rules that fail on some events, as a defect would. */
    private static EnrichEventsFn.Enricher failingOn(Set<Integer> lines) {
        return admitted -> {
            int line = admitted.raw().id().line();
            if (!lines.contains(line)) {
                return rules().enrich(admitted);
            }
            return line % 2 == 0
                    ? endless(admitted)
                    : throwing("amount of " + admitted.event().companyId());
        };
    }

    @SuppressWarnings("InfiniteRecursion")
    private static EnrichedEvent endless(JudgedSegment.Admitted admitted) {
        return endless(admitted);
    }

    private static EnrichedEvent throwing(String message) {
        throw new ArithmeticException(message);
    }

    private static void verify(RawSegment segment, Expectation expectation) {
        verify(segment, StepsTest::rules, expectation);
    }

    private static void verify(
            RawSegment segment, WorkerPart<EnrichEventsFn.Enricher> enricher, Expectation expectation) {
        TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
        PCollection<Batch<EnrichedSegment>> enriched = pipeline.apply(
                        Create.of(new Batch<>(List.of(segment))).withCoder(Batch.coder()))
                .apply("JudgeEvents", ParDo.of(new JudgeEventsFn(StepsTest::judge)))
                .setCoder(Batch.coder())
                .apply("EnrichEvents", ParDo.of(new EnrichEventsFn(enricher)))
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
