package com.holded.pipeline.reports;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.reports.Rollup.Line;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A ledger like that of a real company, always the same: twelve weeks of business up to 22 November 2026. */
final class SampleLedger {
    static final LocalDate LAST_DAY = LocalDate.of(2026, 11, 22);

    private static final int DAYS = 84;
    private static final int SEED = 6;
    private static final int SEGMENTS = 60;
    private static final int EVENTS = 50;

    private static final List<String[]> TYPES = List.of(
            new String[] {
                "Holded\\Wallet\\Domain\\Transaction\\Events\\WalletTransactionCreatedEvent", "financial", "40"
            },
            new String[] {"Holded\\Wallet\\Domain\\Card\\Event\\CardPaymentSettledEvent", "financial", "18"},
            new String[] {"Holded\\Banking\\Domain\\Movement\\Event\\BankMovementReconciledEvent", "financial", "12"},
            new String[] {"Holded\\Invoicing\\Domain\\Invoice\\Event\\InvoicePaidEvent", "invoicing", "22"},
            new String[] {"Holded\\Invoicing\\Domain\\Invoice\\Event\\InvoiceCreatedEvent", "invoicing", "20"},
            new String[] {"Holded\\Invoicing\\Domain\\Estimate\\Event\\EstimateAcceptedEvent", "invoicing", "6"},
            new String[] {"Holded\\Platform\\Billing\\Domain\\Event\\SubscriptionRenewedEvent", "subscription", "7"},
            new String[] {
                "Holded\\Wallet\\Domain\\Subscription\\Event\\WalletSubscriptionFailedEvent", "subscription", "2"
            },
            new String[] {
                "Holded\\Wallet\\Domain\\AccountHolder\\Event\\AccountHolderVerifiedEvent", "account_management", "5"
            },
            new String[] {"Holded\\Account\\Domain\\Account\\Event\\AccountOpenedEvent", "account_management", "3"},
            new String[] {"Holded\\Core\\User\\Domain\\Event\\UserSignedInEvent", "user_management", "9"},
            new String[] {"Holded\\Team\\Domain\\Member\\Event\\TeamMemberInvitedEvent", "user_management", "2"},
            new String[] {"Holded\\Projects\\Domain\\Task\\Event\\TaskFinishedEvent", "other", "4"});

    private SampleLedger() {}

    /** Fills an empty database. */
    static void fill(Rollup database, int companies) throws SQLException {
        Random random = new Random(SEED);
        List<Line> lines = new ArrayList<>();
        for (int company = 1; company <= companies; company++) {
            String name = String.format("company_%03d", company);
            double size = 1.6 / Math.sqrt(company) + 0.15;
            int quietAfter = company % 7 == 5 ? 40 : DAYS;
            for (int day = 0; day < quietAfter; day++) {
                LocalDate date = LAST_DAY.minusDays(DAYS - 1L - day);
                boolean weekend = date.getDayOfWeek().getValue() > 5;
                for (String[] type : TYPES) {
                    double mean = Integer.parseInt(type[2]) * size * (weekend ? 0.25 : 1) * (0.8 + 0.4 * day / DAYS);
                    long events = Math.round(mean * (0.6 + 0.8 * random.nextDouble()) - 0.3);
                    if (events > 0) {
                        lines.add(line(random, name, date, type, events, company));
                    }
                }
            }
        }
        database.add(lines.toArray(Line[]::new));
        database.execute("UPDATE daily_rollup SET completeness_lost = events * 22, timeliness_lost = events * 9,"
                + " plausibility_lost = events / 20, identity_lost = events * 6");
        database.fold();
        events(database, random);
        runs(database, random);
    }

    private static Line line(Random random, String name, LocalDate date, String[] type, long events, int company) {
        BigDecimal score = BigDecimal.valueOf(60 + random.nextInt(35), 2).multiply(BigDecimal.valueOf(events));
        Line line = Line.of(name).on(date.toString()).type(type[0], type[1]).events(events, score.toPlainString());
        if (!type[1].equals("financial") && !type[1].equals("invoicing")) {
            return line;
        }
        long refunds = random.nextInt(9) == 0 ? 1 : 0;
        BigDecimal refund = BigDecimal.valueOf(-refunds * (1_000L + random.nextInt(20_000)), 2);
        BigDecimal sum = BigDecimal.valueOf(events * (4_000L + random.nextInt(30_000)), 2)
                .add(refund);
        return line.amounts(company % 6 == 2 && random.nextInt(4) == 0 ? "USD" : "EUR", events, sum.toPlainString())
                .refunds(refunds, refund.toPlainString())
                .between(
                        (refunds > 0 ? refund : new BigDecimal("1.21")).toPlainString(),
                        BigDecimal.valueOf(90_000L + random.nextInt(400_000), 2).toPlainString());
    }

    private static void events(Rollup database, Random random) throws SQLException {
        List<String> reasons = List.of(
                "MISSING_FIELD",
                "MISSING_FIELD",
                "MISSING_FIELD",
                "BAD_TIMESTAMP",
                "BAD_AMOUNT",
                "ID_CONFLICT",
                "SCHEMA_VIOLATION",
                "SCHEMA_VIOLATION");
        try (Connection connection = database.database().getConnection();
                PreparedStatement segment = connection.prepareStatement(
                        "INSERT INTO raw_segments (segment_id, object_key, size_bytes, stored_at, state, finished_at,"
                                + " events, loaded, duplicates, conflicts, dead_letters)"
                                + " VALUES (?, ?, 1000, ?, 'loaded', ?, ?, ?, ?, ?, ?)");
                PreparedStatement row = connection.prepareStatement(
                        "INSERT INTO business_events (event_id, event_type, company_id, \"timestamp\", business_day,"
                                + " business_context, data_quality_score, currency, metadata, correlation_id,"
                                + " content_hash, schema_id, received_at, created_at)"
                                + " VALUES (?, 'T', ?, ?, ?, 'other', 0.8, 'EUR', '{}', ?, '', 1, ?, ?)");
                PreparedStatement duplicate = connection.prepareStatement(
                        "INSERT INTO duplicate_events (event_id, original_event_id, segment_id) VALUES (?, ?, ?)");
                PreparedStatement dead = connection.prepareStatement(
                        "INSERT INTO dead_letters (event_id, package_id, segment_id, line, received_at, company_id,"
                                + " reason, errors, schema_id, event, status) VALUES (?, ?, ?, ?, ?, ?, ?, '[]', 0, '{}', ?)")) {
            UUID first = null;
            for (int number = 0; number < SEGMENTS; number++) {
                Instant opened =
                        LAST_DAY.minusDays(SEGMENTS - 1L - number).atTime(10, 0).toInstant(ZoneOffset.UTC);
                SegmentId id = new SegmentId(opened.toEpochMilli(), 1);
                int duplicates = number % 4 == 0 ? 2 : 0;
                int letters = random.nextInt(6);
                int conflicts = 0;
                int copies = 0;
                for (int line = 0; line < EVENTS; line++) {
                    UUID event = EventId.of(id, line).value();
                    String company = String.format("company_%03d", 1 + random.nextInt(12));
                    OffsetDateTime received = opened.plusMillis(line * 40L).atOffset(ZoneOffset.UTC);
                    if (line < letters) {
                        String reason = reasons.get(random.nextInt(reasons.size()));
                        conflicts += reason.equals("ID_CONFLICT") ? 1 : 0;
                        dead.setObject(1, event);
                        dead.setObject(2, event);
                        dead.setString(3, id.toString());
                        dead.setInt(4, line);
                        dead.setObject(5, received);
                        dead.setString(6, random.nextInt(5) == 0 ? null : company);
                        dead.setString(7, reason);
                        dead.setString(8, random.nextInt(4) == 0 ? "discarded" : "open");
                        dead.addBatch();
                    } else if (line < letters + duplicates && first != null) {
                        duplicate.setObject(1, event);
                        duplicate.setObject(2, first);
                        duplicate.setString(3, id.toString());
                        duplicate.addBatch();
                        copies++;
                    } else {
                        first = first == null ? event : first;
                        long late = (long) Math.exp(4 + 2.2 * random.nextGaussian());
                        Instant happened = received.toInstant().minusMillis(late);
                        row.setObject(1, event);
                        row.setString(2, company);
                        row.setLong(3, happened.toEpochMilli());
                        row.setObject(4, LAST_DAY);
                        row.setObject(5, event);
                        row.setObject(6, received);
                        row.setObject(7, received.plus(Duration.ofMillis(900 + random.nextInt(5_000))));
                        row.addBatch();
                    }
                }
                segment.setString(1, id.toString());
                segment.setString(2, "raw-events/" + id);
                segment.setObject(3, opened.atOffset(ZoneOffset.UTC));
                segment.setObject(4, opened.plusSeconds(4).atOffset(ZoneOffset.UTC));
                segment.setInt(5, EVENTS);
                segment.setInt(6, EVENTS - letters - copies);
                segment.setInt(7, copies);
                segment.setInt(8, conflicts);
                segment.setInt(9, letters - conflicts);
                segment.addBatch();
            }
            segment.executeBatch();
            row.executeBatch();
            duplicate.executeBatch();
            dead.executeBatch();
        }
    }

    private static void runs(Rollup database, Random random) throws SQLException {
        try (Connection connection = database.database().getConnection();
                PreparedStatement run = connection.prepareStatement(
                        "INSERT INTO job_runs (job_name, status, started_by, started_at, heartbeat_at, ended_at, segments,"
                                + " segments_done, events, loaded, duplicates, conflicts, dead_letters, message)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int number = 0; number < 70; number++) {
                OffsetDateTime started = LAST_DAY.minusDays(30 - number * 30L / 70)
                        .atTime(6 + number % 12, number % 60)
                        .atOffset(ZoneOffset.UTC);
                String status = number % 23 == 7
                        ? "FAILED"
                        : number % 31 == 9 ? "ABANDONED" : number % 29 == 3 ? "STOPPED" : "COMPLETED";
                int events = random.nextInt(40_000);
                int letters = events / 300;
                run.setString(1, number % 9 == 4 ? "replay-dead-letters" : "process-events");
                run.setString(2, status);
                run.setString(3, number % 3 == 0 ? "3f9c1b7e20d4a586" : "schedule");
                run.setObject(4, started);
                run.setObject(5, started.plusSeconds(9));
                run.setObject(6, started.plusNanos(1_000_000L * (800 + events / 4)));
                run.setInt(7, events / 4_000 + 1);
                run.setInt(8, events / 4_000 + 1);
                run.setLong(9, events);
                run.setLong(10, events - letters - events / 50 - number % 3);
                run.setLong(11, events / 50);
                run.setLong(12, number % 3);
                run.setLong(13, letters);
                run.setString(
                        14,
                        status.equals("FAILED")
                                ? "object storage does not answer: connect timed out after 10 s at the third attempt"
                                : status.equals("ABANDONED") ? "the replica died; its lease ended" : "");
                run.addBatch();
            }
            run.executeBatch();
        }
    }
}
