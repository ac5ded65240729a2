package com.holded.pipeline.local.generator;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the truth as it is generated. Memory grows with companies, types and days only. Not thread-safe. */
final class Tally {
    private final Generation generation;
    private long packages;
    private long sent;
    private long rejected;
    private long duplicates;
    private final SortedMap<String, Long> rejectedByReason = new TreeMap<>();
    private final SortedMap<String, Long> byContext = new TreeMap<>();
    private final SortedMap<LocalDate, Long> byDay = new TreeMap<>();
    private final SortedMap<String, CompanyTally> byCompany = new TreeMap<>();
    private final SortedMap<String, TypeTally> byType = new TreeMap<>();
    private final SortedMap<String, Amounts> amounts = new TreeMap<>();

    Tally(Generation generation) {
        this.generation = generation;
    }

    void add(List<Element> elements) {
        packages++;
        for (Element element : elements) {
            sent++;
            if (element instanceof Element.Faulty faulty) {
                rejected++;
                rejectedByReason.merge(faulty.fault().reason(), 1L, Long::sum);
            } else if (element instanceof Element.Redelivered) {
                duplicates++;
            } else if (element instanceof Element.Fresh fresh) {
                load(fresh.truth());
            }
        }
    }

    private void load(Truth truth) {
        LocalDate day = truth.at().atZone(BusinessHours.MADRID).toLocalDate();
        byContext.merge(truth.type().context(), 1L, Long::sum);
        byDay.merge(day, 1L, Long::sum);
        byCompany
                .computeIfAbsent(truth.company().id(), id -> new CompanyTally())
                .add(truth, day);
        byType.computeIfAbsent(
                        truth.type().name(), name -> new TypeTally(truth.type().context()))
                .add(truth);
        add(truth.charge(), amounts);
    }

    Expected expected() {
        TreeMap<String, Expected.OfCompany> companies = new TreeMap<>();
        byCompany.forEach((id, tally) -> companies.put(id, tally.result()));
        TreeMap<String, Expected.OfType> types = new TreeMap<>();
        byType.forEach((name, tally) -> types.put(name, tally.result()));
        return new Expected(
                generation,
                packages,
                sent,
                sent - rejected,
                rejected,
                duplicates,
                sent - rejected - duplicates,
                rejectedByReason,
                byContext,
                byDay,
                companies,
                types,
                amounts);
    }

    private static void add(Charge charge, SortedMap<String, Amounts> amounts) {
        if (charge.present()) {
            BigDecimal amount = charge.amount();
            amounts.put(
                    charge.currency(),
                    amounts.getOrDefault(charge.currency(), Amounts.NONE).plus(amount));
        }
    }

    private static final class Period {
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        void add(Instant at) {
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
        }
    }

    private static final class CompanyTally {
        private long events;
        private final Period period = new Period();
        private final Set<LocalDate> days = new HashSet<>();
        private final SortedMap<String, Long> byContext = new TreeMap<>();
        private final SortedMap<String, Amounts> amounts = new TreeMap<>();

        void add(Truth truth, LocalDate day) {
            events++;
            period.add(truth.at());
            days.add(day);
            byContext.merge(truth.type().context(), 1L, Long::sum);
            Tally.add(truth.charge(), amounts);
        }

        Expected.OfCompany result() {
            return new Expected.OfCompany(events, period.first, period.last, days.size(), byContext, amounts);
        }
    }

    private static final class TypeTally {
        private final String context;
        private long events;
        private final Period period = new Period();
        private final Set<String> companies = new HashSet<>();

        TypeTally(String context) {
            this.context = context;
        }

        void add(Truth truth) {
            events++;
            period.add(truth.at());
            companies.add(truth.company().id());
        }

        Expected.OfType result() {
            return new Expected.OfType(context, events, companies.size(), period.first, period.last);
        }
    }
}
