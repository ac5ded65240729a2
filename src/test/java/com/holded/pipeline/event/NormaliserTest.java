package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final String STAMP = "X-Message-Stamp-Holded\\\\Shared\\\\Infrastructure\\\\Messenger\\\\Stamp\\\\";
    private static final String MESSAGING = "X-Message-Stamp-Holded\\\\Core\\\\Messaging\\\\Messenger\\\\Stamp\\\\";

    private final Normaliser normaliser = new Normaliser(JsonText::embedded);

    @Test
    void form_a_is_read_with_all_its_stamps() {
        BusinessEvent event = valid(sample("form-a.json"));

        assertThat(JsonText.write(event.toJson()))
                .isEqualTo("{\"data\":{\"id\":\"wtx-000184\",\"amount\":123.45},\"attributes\":{\"type\":"
                        + "\"Holded\\\\Wallet\\\\Domain\\\\Transaction\\\\Events\\\\WalletTransactionCreatedEvent\","
                        + "\"targetSubscription\":\"Wallet\",\"timestampStamp\":\"2026-03-05T10:12:35.000Z\","
                        + "\"messageIdStamp\":\"8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11\","
                        + "\"newContextStamp\":{\"accountId\":\"6374aa10c2b1f0e58d0c9b21\","
                        + "\"userId\":\"5f0c1a7e9b3d4c0012a4e9d7\",\"requestPlatform\":\"web\"},"
                        + "\"amplitudeTrackStamp\":{\"id\":4711,\"trackedDevice\":\"desktop\"}},"
                        + "\"amount\":123.45,\"currency\":\"EUR\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"attributes\": null}", "{\"headers\": null}", "{\"headers\": {}}"})
    void an_empty_envelope_misses_everything(String event) {
        assertThat(invalid(event).violations())
                .extracting(Violation::reason)
                .containsExactly(
                        Reason.MISSING_FIELD, Reason.MISSING_FIELD, Reason.MISSING_FIELD, Reason.MISSING_FIELD);
    }

    @Test
    void form_b_may_hold_epoch_milliseconds_a_null_platform_and_a_device_without_id() {
        BusinessEvent event = valid(sample("form-b.json"));

        assertThat(event.occurredAt()).isEqualTo(Instant.ofEpochMilli(1_772_705_555_000L));
        assertThat(event.amount().orElseThrow()).isEqualTo("-19.9");
        assertThat(event.platform()).isEmpty();
        assertThat(event.trackedDevice()).contains("mobile");
    }

    @Test
    void form_b_may_come_without_data_and_with_any_offset() {
        BusinessEvent event = valid(sample("form-b-minimal.json"));

        assertThat(event.data()).isEmpty();
        assertThat(event.amount()).isEmpty();
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-03-05T10:12:35.250Z"));
    }

    @Test
    void form_c_stamps_are_json_text_and_the_actor_stands_for_the_user() {
        BusinessEvent event = valid(sample("form-c.json"));

        assertThat(event.messageId()).contains("01hr71kjry3w47epk7acq7emcd");
        assertThat(event.userId()).contains("key_91");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-03-05T10:12:35Z"));
        assertThat(event.amount()).as("price is no amount").isEmpty();
    }

    @Test
    void a_flat_event_is_mapped_and_keeps_its_amount_and_metadata() {
        BusinessEvent event = valid(sample("flat.json"));

        assertThat(event.eventType()).isEqualTo("INVOICE_CREATED");
        assertThat(event.companyId()).isEqualTo("company_009");
        assertThat(event.messageId()).contains("legacy-1");
        assertThat(event.amount().orElseThrow()).isEqualTo("605.0");
        assertThat(event.metadata().orElseThrow().member("document")).contains(new Json.Text("F260017"));
    }

    @Test
    void the_last_stamp_of_an_array_counts() {
        BusinessEvent event =
                valid(envelope("\"2026-03-05T10:12:35Z\"", "\"[{\\\"id\\\":\\\"a\\\"},{\\\"id\\\":\\\"b\\\"}]\""));

        assertThat(event.messageId()).contains("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "3", "\"x\"", "[]"})
    void an_element_that_is_no_object_is_no_event(String element) {
        assertThat(onlyViolation(element)).startsWith("NOT_AN_EVENT ");
    }

    @Test
    void attributes_and_headers_in_one_event_are_ambiguous() {
        Normalised.Invalid invalid =
                invalid("{\"attributes\":" + attributes("\"2026-03-05T10:12:35Z\"", "\"m\"") + ",\"headers\":{}}");

        assertThat(invalid.violations()).extracting(Violation::reason).containsExactly(Reason.AMBIGUOUS_ENVELOPE);
        assertThat(invalid.companyId()).isEqualTo("company_1");
    }

    @Test
    void every_missing_field_is_named_at_once() {
        Normalised.Invalid invalid = invalid("{\"attributes\":{}}");

        assertThat(invalid.violations())
                .extracting(violation -> violation.reason() + " " + violation.pointer())
                .containsExactlyInAnyOrder(
                        "MISSING_FIELD /attributes/type",
                        "MISSING_FIELD /attributes/targetSubscription",
                        "MISSING_FIELD /attributes/TimestampStamp",
                        "MISSING_FIELD /attributes/NewContextStamp/accountId");
    }

    @Test
    void a_pointer_leads_into_the_event_as_sent() {
        String pointer = onlyViolation(envelope("\"2026-03-05T10:12:35Z\"", "{\"id\":\"a/b\"}"));

        assertThat(pointer)
                .isEqualTo(
                        "BAD_ID /attributes/X-Message-Stamp-Holded\\Core\\Messaging\\Messenger\\Stamp\\MessageIdStamp/id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|BAD_TYPE",
                "7|BAD_TYPE",
                "{}|BAD_TYPE",
                "\"\"|BAD_ID",
                "\" \"|BAD_ID",
                "\"../../etc/passwd\"|BAD_ID",
                "\"' OR 1=1--\"|BAD_ID",
                "\"acme \"|BAD_ID",
                "\"İ\"|BAD_ID"
            })
    void a_message_id_that_is_there_must_be_an_identifier(String id, String reason) {
        assertThat(onlyViolation(envelope("\"2026-03-05T10:12:35Z\"", id))).startsWith(reason + " ");
    }

    @Test
    void an_identifier_has_128_characters_at_most() {
        assertThat(valid(envelope("\"2026-03-05T10:12:35Z\"", "\"" + "a".repeat(128) + "\""))
                        .messageId())
                .contains("a".repeat(128));
        assertThat(onlyViolation(envelope("\"2026-03-05T10:12:35Z\"", "\"" + "a".repeat(129) + "\"")))
                .startsWith("BAD_ID ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"2026-03-05T10:12:35\"",
                "\"2026-13-05T10:12:35Z\"",
                "\"1772705555000\"",
                "-1",
                "0",
                "1.5",
                "1e12",
                "99999999999999999999",
                "\"1969-01-01T00:00:00Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"-0001-01-01T00:00:00Z\"",
                "\"+290000-01-01T00:00:00Z\"",
                "\"2026-03-06T10:12:41Z\"",
                "true"
            })
    void a_time_that_is_none_or_cannot_be_true_is_rejected(String time) {
        assertThat(onlyViolation(envelope(time, "\"m\""))).startsWith("BAD_TIMESTAMP ");
    }

    @ParameterizedTest
    @CsvSource({"2023-03-26T02:30:00+01:00,2023-03-26T01:30:00Z", "2026-03-05T10:12:35.123456Z,2026-03-05T10:12:35.123Z"
    })
    void late_events_and_fine_times_are_taken_to_the_millisecond(String sent, Instant expected) {
        assertThat(valid(envelope("\"" + sent + "\"", "\"m\"")).occurredAt()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.50", "\"12.50\"", "-0", "-1", "0.00001", "100000000000000", "1.5e3", "1.10"})
    void an_amount_is_kept_exactly(String amount) {
        String literal = amount.replace("\"", "");

        BusinessEvent event = valid(flat("\"amount\":" + amount));

        assertThat(event.toJson().member("amount")).contains(new Json.Num(literal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"12,50\"", "\"1e3\"", "\"\"", "\" 1\"", "true", "{}", "\"+1\"", "\"01\"", "\"NaN\""})
    void an_amount_that_is_no_decimal_is_rejected(String amount) {
        assertThat(onlyViolation(flat("\"amount\":" + amount))).startsWith("BAD_TYPE /amount");
    }

    @Test
    void decimal_text_beyond_38_digits_is_out_of_range() {
        assertThat(onlyViolation(flat("\"amount\":\"" + "9".repeat(39) + "\""))).startsWith("NUMBER_RANGE /amount");
    }

    @ParameterizedTest
    @CsvSource({"-1,NUMBER_RANGE", "1.5,BAD_TYPE", "true,BAD_TYPE"})
    void an_amplitude_id_is_a_whole_number_of_zero_or_more(String id, String reason) {
        String event = "{\"attributes\":"
                + attributes("\"2026-03-05T10:12:35Z\"", "\"m\"")
                        .replaceFirst(
                                "\\}$",
                                ",\"" + STAMP.replace("\\", "\\\\") + "AmplitudeTrackStamp\":{\"id\":" + id + "}}")
                + "}";

        assertThat(onlyViolation(event)).startsWith(reason + " ");
    }

    @Test
    void a_large_integer_is_kept_to_the_last_digit() {
        BusinessEvent event = valid(flat("\"count\":9007199254740993"));

        assertThat(event.data().orElseThrow().member("count")).contains(new Json.Num("9007199254740993"));
    }

    @Test
    void fields_that_nobody_asked_for_are_data_and_nothing_else() {
        BusinessEvent event = valid(flat("\"received_at\":1,\"__proto__\":{\"role\":\"admin\"}"));

        assertThat(event.data().orElseThrow().members()).containsOnlyKeys("received_at", "__proto__");
        assertThat(event.userId()).contains("user_1");
    }

    @Test
    void the_same_message_has_the_same_hash_in_whatever_order_it_comes() {
        BusinessEvent first = valid(flat("\"a\":1,\"b\":2.0"));
        BusinessEvent reordered = valid(flat("\"b\":2.0,\"a\":1"));
        BusinessEvent other = valid(flat("\"b\":2.0,\"a\":\"1\""));

        assertThat(first.contentHash()).isEqualTo(reordered.contentHash()).isNotEqualTo(other.contentHash());
    }

    private static String envelope(String time, String messageId) {
        return "{\"attributes\":" + attributes(time, messageId) + "}";
    }

    private static String attributes(String time, String messageId) {
        return "{\"type\":\"Holded\\\\Wallet\\\\X\",\"targetSubscription\":\"Wallet\",\"" + STAMP
                + "NewContextStamp\":{\"accountId\":\"company_1\"},\"" + MESSAGING + "TimestampStamp\":" + time + ",\""
                + MESSAGING + "MessageIdStamp\":" + messageId + "}";
    }

    private static String flat(String more) {
        return "{\"event_type\":\"T\",\"company_id\":\"company_1\",\"user_id\":\"user_1\","
                + "\"timestamp\":1772705555000," + more + "}";
    }

    private BusinessEvent valid(String json) {
        Normalised normalised = normalise(json);
        assertThat(normalised).isInstanceOf(Normalised.Valid.class);
        return ((Normalised.Valid) normalised).event();
    }

    private Normalised.Invalid invalid(String json) {
        Normalised normalised = normalise(json);
        assertThat(normalised).isInstanceOf(Normalised.Invalid.class);
        return (Normalised.Invalid) normalised;
    }

    private String onlyViolation(String json) {
        assertThat(invalid(json).violations()).hasSize(1);
        Violation violation = invalid(json).violations().get(0);
        return violation.reason() + " " + violation.pointer();
    }

    private Normalised normalise(String json) {
        Optional<Json> parsed = JsonText.embedded(json);
        return normaliser.normalise(parsed.orElseThrow(), RECEIVED);
    }

    private static String sample(String name) {
        try (InputStream file = NormaliserTest.class.getResourceAsStream("/events/good/" + name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
