package com.holded.pipeline.local.recount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 5);
    private static final long AT = 1_772_705_555_000L;
    private static final String TRANSACTION =
            "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent";

    private final EventReader reader = new EventReader();

    @Test
    void every_form_is_read_for_what_it_says() throws IOException {
        List<?> events = (List<?>) PlainJson.read(sample("package-mixed"));

        assertThat(events.stream().map(reader::read))
                .extracting(Facts::cell, Facts::at, Facts::amount, Facts::messageId)
                .containsExactly(
                        tuple(
                                new Cell(DAY, "6374aa10c2b1f0e58d0c9b21", TRANSACTION, "financial", "EUR"),
                                AT,
                                Optional.of(new BigDecimal("123.45")),
                                "8f14e45f-ceea-467f-a9e0-1f6f0f5b2a11"),
                        tuple(
                                new Cell(DAY, "company_003", TRANSACTION, "financial", "EUR"),
                                AT,
                                Optional.of(new BigDecimal("-19.9")),
                                "msg_1772705555000"),
                        tuple(
                                new Cell(
                                        DAY,
                                        "company_007",
                                        "Holded\\Wallet\\Domain\\User\\Events\\UserUpdatedEvent",
                                        "user_management",
                                        "EUR"),
                                AT + 250,
                                Optional.empty(),
                                "01jnk0ryf2q9w4t8v6e3x5c7zb"),
                        tuple(
                                new Cell(
                                        DAY,
                                        "6374aa10c2b1f0e58d0c9b21",
                                        "Holded\\Product\\Domain\\Product\\Events\\ProductUpdatedEvent",
                                        "invoicing",
                                        "EUR"),
                                AT,
                                Optional.empty(),
                                "01hr71kjry3w47epk7acq7emcd"),
                        tuple(
                                new Cell(DAY, "company_009", "INVOICE_CREATED", "other", "EUR"),
                                AT,
                                Optional.of(new BigDecimal("605.0")),
                                "legacy-1"));
    }

    @Test
    void the_same_message_has_the_same_content_in_whatever_form_and_order_it_comes() {
        Facts a = read(
                """
                {"data": {"id": "x", "amount": 1.10}, "attributes": {"type": "T", "targetSubscription": "S",
                 "NewContextStamp": {"accountId": "c", "userId": "u", "requestPlatform": null},
                 "TimestampStamp": "2026-03-05T11:12:35+01:00", "MessageIdStamp": "m"}}""");
        Facts b = read(
                """
                {"headers": {"p\\\\MessageIdStamp": {"id": "m"}, "p\\\\TimestampStamp": {"dispatchedAt": 1772705555000},
                 "p\\\\NewContextStamp": "[{\\"accountId\\": \\"old\\"}, {\\"actor\\": {\\"id\\": \\"u\\"}, \\"accountId\\": \\"c\\"}]",
                 "targetSubscription": "S", "type": "T"}, "data": {"amount": 1.10, "id": "x"}}""");

        assertThat(b).isEqualTo(a);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"amount\":1.1",
                "\"amount\":\"1.10\"",
                "\"amount\":1.10,\"currency\":\"USD\"",
                "\"amount\":1.10,\"note\":null",
                "\"amount\":1.10,\"user_id\":\"u\"",
                "\"amount\":1.10,\"metadata\":{\"a\":1}"
            })
    void whatever_else_it_says_is_other_content(String members) {
        assertThat(flat(members).content()).isNotEqualTo(flat("\"amount\":1.10").content());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-05T22:59:59.999Z, 2026-03-05",
        "2026-03-05T23:00:00Z, 2026-03-06",
        "2026-07-01T21:59:59Z, 2026-07-01",
        "2026-07-01T22:00:00Z, 2026-07-02",
        "2026-01-01T00:30:00+14:00, 2025-12-31"
    })
    void a_day_is_one_of_madrid(String time, LocalDate day) {
        Facts facts = read("{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":\"" + time + "\"}");

        assertThat(facts.cell().day()).isEqualTo(day);
    }

    @Test
    void a_currency_counts_beside_an_amount_alone() {
        assertThat(flat("\"amount\":1,\"currency\":\"USD\"").cell().currency()).isEqualTo("USD");
        assertThat(flat("\"currency\":\"USD\"").cell().currency()).isEqualTo("EUR");
        assertThat(flat("\"currency\":{\"id\":1}").cell().currency()).isEqualTo("EUR");
    }

    @ParameterizedTest
    @CsvSource({
        "Holded\\Wallet\\Domain\\Account\\Event\\AccountOpenedEvent, account_management",
        "Holded\\Accounting\\Domain\\Entry\\Events\\EntryMadeEvent, financial",
        "Holded\\Account\\Renamed, account_management",
        "Holded\\Wallet\\Domain\\Card\\Subscription\\Events\\WalletSubscriptionFailedEvent, subscription",
        "Holded\\Platform\\Billing\\PaidEvent, subscription",
        "Holded\\Projects\\Task\\Events\\Wallet, other",
        "INVOICE_CREATED, other"
    })
    void a_type_is_classified_by_whole_segments(String type, String context) {
        assertThat(new Classes().of(type)).isEqualTo(context);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42",
                "{\"event_type\":\"T\",\"company_id\":\"c\"}",
                "{\"event_type\":\"T\",\"company_id\":7,\"timestamp\":1772705555000}",
                "{\"event_type\":\"T\",\"timestamp\":1772705555000}",
                "{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":1772705555000,\"amount\":\"much\"}",
                "{\"headers\":{\"type\":\"T\",\"targetSubscription\":\"S\",\"NewContextStamp\":\"[{\"}}"
            })
    void what_cannot_have_been_accepted_is_told(String event) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(event));
    }

    private Facts flat(String members) {
        return read("{\"event_type\":\"T\",\"company_id\":\"c\",\"timestamp\":1772705555000," + members + "}");
    }

    private Facts read(String json) {
        return reader.read(PlainJson.read(json));
    }

    private static String sample(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(EventReaderTest.class.getResourceAsStream("/events/good/" + name + ".json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
