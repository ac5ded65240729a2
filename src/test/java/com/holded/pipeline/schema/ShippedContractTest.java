package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.Normalised;
import com.holded.pipeline.event.Normaliser;
import com.holded.pipeline.platform.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Why the shipped contract need not be asked for an event that the normaliser made. */
class ShippedContractTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-05T10:12:40Z");
    private static final int EVENTS = 200_000;

    /** What may stand anywhere, and what comes close to the limits of one field or another. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-1",
            "4711",
            "1.50",
            "-19.9e2",
            "1e308",
            "1e309",
            "99999999999999999999",
            "\"\"",
            "\" \"",
            "\"a\"",
            "\"company_003\"",
            "\"a b\"",
            "\"ñ\"",
            "\"" + "i".repeat(128) + "\"",
            "\"" + "i".repeat(129) + "\"",
            "\"" + "ñ".repeat(256) + "\"",
            "\"" + "ñ".repeat(257) + "\"",
            "\"" + "😀".repeat(128) + "\"",
            "\"\\t\"",
            "\"\\u0085\"",
            "\"\\u2028\"",
            "\"\\u00ad\"",
            "\"12.50\"",
            "\"12,50\"",
            "\"EUR\"",
            "\"eur\"",
            "\"EURO\"",
            "\"ÉUR\"",
            "\"2026-03-05T10:12:35+00:00\"",
            "\"2000-01-01T00:00:00Z\"",
            "\"2026-03-06T10:12:39.999999999-05:00\"",
            "\"2026-03-05T24:00:00Z\"",
            "\"+12026-03-05T10:12:35Z\"",
            "\"2026-02-29T10:12:35Z\"",
            "1772705555000",
            "946684800000",
            "-1772705555000",
            "{}",
            "[]",
            "{\"id\": \"a\"}",
            "{\"id\": 4711, \"trackedDevice\": \"mobile\"}",
            "{\"id\": -1}",
            "{\"dispatchedAt\": 1772705555000}",
            "{\"accountId\": \"c-1\", \"userId\": null}",
            "{\"accountId\": \"c-1\", \"actor\": {\"id\": \"a\"}, \"requestPlatform\": \"\"}",
            "{\"amount\": \"-0.10\", \"currency\": \"USD\"}",
            "{\"amount\": 5, \"currency\": \"usd\"}",
            "{\"currency\": \"usd\"}",
            "\"[{\\\"id\\\":\\\"b\\\"}]\"",
            "\"{\\\"dispatchedAt\\\":\\\"2026-03-05\\\"}\"");

    private static final Map<String, String> GOOD = Map.of(
            "type", "\"Holded\\\\Wallet\\\\Events\\\\CreatedEvent\"",
            "targetSubscription", "\"Wallet\"",
            "X\\\\TimestampStamp", "\"2026-03-05T10:12:35+00:00\"",
            "X\\\\MessageIdStamp", "{\"id\": \"m-1\"}",
            "X\\\\NewContextStamp", "{\"accountId\": \"c-1\", \"userId\": \"u-1\"}",
            "X\\\\AmplitudeTrackStamp", "{\"trackedDevice\": \"mobile\"}");

    private static final List<String> FLAT = List.of(
            "event_type",
            "company_id",
            "user_id",
            "timestamp",
            "event_id",
            "target_subscription",
            "metadata",
            "amount",
            "currency");

    private final Random random = new Random(20_261_123);
    private final Normaliser normaliser = new Normaliser(JsonText::embedded);

    @Test
    void no_event_of_the_normaliser_breaks_it() {
        Contract contract = Contract.bundled();
        int valid = 0;

        for (int number = 0; number < EVENTS; number++) {
            byte[] text = (random.nextInt(3) == 0 ? flat() : envelope()).getBytes(StandardCharsets.UTF_8);
            Normalised normalised = normaliser.normalise(
                    JsonText.parse(text, 0, text.length, JsonText.Limits.ofDepth(64))
                            .value(),
                    RECEIVED);
            if (normalised instanceof Normalised.Valid event) {
                valid++;
                assertThat(contract.violations(event.event().toJson()))
                        .as(new String(text, StandardCharsets.UTF_8))
                        .isEmpty();
            }
        }

        // Else nothing would have been proved.
        assertThat(valid).isGreaterThan(EVENTS / 20);
    }

    @Test
    void it_is_known_under_any_id_and_in_any_layout() {
        Contract registered = Contract.compile(42, Contract.bundledText().replaceAll("\\s*\n\\s*", " "));
        Contract stricter =
                Contract.compile(43, Contract.bundledText().replace("\"required\": [", "\"required\": [\"amount\", "));
        BusinessEvent event = valid();

        assertThat(registered.violations(event)).isEmpty();
        assertThat(stricter.violations(event)).isNotEmpty();
    }

    private BusinessEvent valid() {
        List<String> members = new ArrayList<>();
        GOOD.forEach((name, value) -> members.add("\"" + name + "\": " + value));
        byte[] text = ("{\"attributes\": {" + String.join(", ", members) + "}}").getBytes(StandardCharsets.UTF_8);
        JsonText.Parsed parsed = JsonText.parse(text, 0, text.length, JsonText.Limits.ofDepth(64));
        return ((Normalised.Valid) normaliser.normalise(parsed.value(), RECEIVED)).event();
    }

    private String envelope() {
        List<String> members = new ArrayList<>();
        GOOD.forEach((name, value) -> {
            if (random.nextInt(12) > 0) {
                members.add("\"" + name + "\": " + (random.nextInt(6) > 0 ? value : any()));
            }
        });
        return "{\"data\": " + any() + ", \"" + (random.nextBoolean() ? "attributes" : "headers") + "\": {"
                + String.join(", ", members) + "}}";
    }

    private String flat() {
        List<String> members = new ArrayList<>();
        FLAT.forEach(name -> {
            // The first of two members of a name counts.
            if (random.nextInt(4) == 0) {
                members.add("\"" + name + "\": " + any());
            }
        });
        members.add("\"company_id\": \"c-1\"");
        members.add("\"timestamp\": 1772705555000");
        return "{\"event_type\": \"E\", " + String.join(", ", members) + "}";
    }

    private String any() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }
}
