package com.holded.pipeline.local.generator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What an event says about its subject. */
final class EventData {
    private static final double WITH_TEXT = 0.6;

    private EventData() {}

    /**
     * Fills {@code data}; in form C it is the whole aggregate, whose {@code price} is text and not the amount.
     *
     * @param number of the event, for ids that are readable and unique
     */
    static void put(ObjectNode data, EventType type, Company company, Charge charge, Form form, int number, Dice dice) {
        if (form == Form.C) {
            putAggregate(data, company, dice);
        } else {
            data.put("id", String.format(Locale.ROOT, "%s-%06d", type.subject().idPrefix(), number));
        }
        putAmount(data, charge);
        if (form == Form.C || !dice.chance(WITH_TEXT)) {
            return;
        }
        switch (type.subject()) {
            case WALLET_TRANSACTION -> data.put("concept", Spanish.concept(dice));
            case INVOICING -> data.put("contact", Spanish.company(dice));
            case ACCOUNT_OR_USER -> data.put("name", Spanish.person(dice));
            case SUBSCRIPTION -> data.put("plan", dice.chance(0.5) ? "Básico" : "Avanzado · año");
            case OTHER -> data.put("description", Spanish.product(dice));
        }
    }

    private static void putAggregate(ObjectNode data, Company company, Dice dice) {
        BigDecimal price = BigDecimal.valueOf(dice.logNormal(30, 1)).setScale(5, RoundingMode.HALF_UP);
        data.put("id", dice.hex(10));
        data.put("accountId", company.id());
        data.put("name", Spanish.product(dice));
        data.put("owner", company.name());
        data.put("price", price.toPlainString());
        data.putArray("taxes").add(dice.chance(0.8) ? "s_iva_21" : "s_iva_10");
    }

    private static void putAmount(ObjectNode data, Charge charge) {
        if (!charge.present()) {
            return;
        }
        if (charge.asText()) {
            data.put("amount", charge.literal());
        } else {
            // Raw, so that the digits stand in the file as they are counted: 605.0 stays 605.0.
            data.putRawValue("amount", new RawValue(charge.literal()));
        }
        if (charge.currencySent()) {
            data.put("currency", charge.currency());
        }
    }
}
