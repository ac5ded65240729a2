package com.holded.pipeline.local.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The exact result that the product has to reach when a generated file is sent once to an empty system and processed.
 * Everything below {@code rejectedByReason} is about loaded events: a message that is sent twice counts once.
 *
 * @param generation what was generated
 * @param packages lines of the file
 * @param sent elements of all packages
 * @param accepted elements that are valid, redelivered ones included
 * @param rejected elements that are not; {@code sent = accepted + rejected}
 * @param duplicates accepted elements whose message stands earlier in the file
 * @param loaded messages that count; {@code loaded = accepted - duplicates}
 * @param rejectedByReason by reason code
 * @param byContext events by business context
 * @param byDay events by day in Europe/Madrid
 * @param byCompany by company id
 * @param byType by event type as sent
 * @param amounts by currency
 */
public record Expected(
        Generation generation,
        long packages,
        long sent,
        long accepted,
        long rejected,
        long duplicates,
        long loaded,
        SortedMap<String, Long> rejectedByReason,
        SortedMap<String, Long> byContext,
        SortedMap<LocalDate, Long> byDay,
        SortedMap<String, OfCompany> byCompany,
        SortedMap<String, OfType> byType,
        SortedMap<String, Amounts> amounts) {

    public Expected {
        rejectedByReason = copy(rejectedByReason);
        byContext = copy(byContext);
        byDay = copy(byDay);
        byCompany = copy(byCompany);
        byType = copy(byType);
        amounts = copy(amounts);
    }

    /**
     * Events of one company.
     *
     * @param firstAt earliest event
     * @param lastAt latest event
     * @param daysActive different days in Europe/Madrid
     * @param byContext events by business context
     * @param amounts by currency
     */
    public record OfCompany(
            long events,
            Instant firstAt,
            Instant lastAt,
            long daysActive,
            SortedMap<String, Long> byContext,
            SortedMap<String, Amounts> amounts) {
        public OfCompany {
            byContext = copy(byContext);
            amounts = copy(amounts);
        }
    }

    /**
     * Events of one type.
     *
     * @param context business context of the type
     * @param companies different companies that sent it
     * @param firstAt earliest event
     * @param lastAt latest event
     */
    public record OfType(String context, long events, long companies, Instant firstAt, Instant lastAt) {}

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException when the file cannot be read or is no such file; the message says which part
     */
    public static Expected read(Path file) throws IOException {
        return ExpectedJson.read(file);
    }

    /**
     * Writes this as JSON: readable, keys sorted, sums as text.
     *
     * @throws IOException when the file cannot be written
     */
    public void write(Path file) throws IOException {
        ExpectedJson.write(this, file);
    }

    private static <K extends Comparable<? super K>, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
