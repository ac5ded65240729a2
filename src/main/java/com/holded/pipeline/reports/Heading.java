package com.holded.pipeline.reports;

import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import net.sf.jasperreports.engine.JRParameter;

/** What a printed report says around its table: title, period, filters, key figures, and what it was made from. */
final class Heading {
    private static final int CENTS = 2;
    private static final int MOST_CURRENCIES = 3;

    private Heading() {}

    /** The parameters of a template; each is text or a number, so nothing that a user wrote is ever evaluated. */
    static Map<String, Object> parameters(Definition report, Request request, Overview overview, Instant now) {
        Language language = request.language();
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(JRParameter.REPORT_LOCALE, language.locale());
        parameters.put(JRParameter.REPORT_TIME_ZONE, TimeZone.getTimeZone(CsvFormat.ZONE));
        parameters.put(JRParameter.REPORT_RESOURCE_BUNDLE, language.texts());
        parameters.put("TITLE", language.text(report.name() + ".title"));
        parameters.put("PERIOD", period(request.filters().days(), language));
        parameters.put("FILTERS", filters(request.filters(), language));
        parameters.put("PROVENANCE", provenance(report, request, now));
        parameters.put("EMPTY", overview.isEmpty());
        parameters.put("EVENTS", overview.events());
        parameters.put("COMPANIES", overview.companies());
        parameters.put("EVENT_TYPES", overview.eventTypes());
        parameters.put("QUALITY", overview.quality());
        parameters.put("AMOUNTS", amounts(overview, language));
        parameters.put("ACTIVITY", activity(overview, language));
        return parameters;
    }

    private static String period(Days days, Language language) {
        if (!days.hasFrom() && !days.hasTo()) {
            return language.text("period.all");
        }
        if (!days.hasTo()) {
            return language.text("period.from") + " " + language.days().format(days.from());
        }
        if (!days.hasFrom()) {
            return language.text("period.to") + " " + language.days().format(days.to());
        }
        return days.from().equals(days.to())
                ? language.days().format(days.from())
                : language.days().format(days.from()) + " – " + language.days().format(days.to());
    }

    private static String filters(Filters filters, Language language) {
        List<String> parts = new ArrayList<>();
        if (!filters.company().isEmpty()) {
            parts.add(language.text("filter.company") + ": " + filters.company());
        }
        if (!filters.eventType().isEmpty()) {
            parts.add(language.text("filter.event_type") + ": " + Glyphs.printable(filters.eventType()));
        }
        if (!filters.context().isEmpty()) {
            parts.add(language.text("filter.context") + ": " + language.text("context." + filters.context()));
        }
        return parts.isEmpty() ? language.text("filter.none") : String.join("   ·   ", parts);
    }

    private static String provenance(Definition report, Request request, Instant now) {
        Language language = request.language();
        Filters filters = request.filters();
        List<String> parts = new ArrayList<>();
        parts.add(language.text("footer.generated") + " " + language.instants().format(now.atZone(CsvFormat.ZONE))
                + " (" + CsvFormat.ZONE + ")");
        parts.add(report.name());
        if (filters.days().hasFrom()) {
            parts.add("from=" + filters.days().from());
        }
        if (filters.days().hasTo()) {
            parts.add("to=" + filters.days().to());
        }
        if (!filters.company().isEmpty()) {
            parts.add("company=" + filters.company());
        }
        if (!filters.eventType().isEmpty()) {
            parts.add("event_type=" + Glyphs.printable(filters.eventType()));
        }
        if (!filters.context().isEmpty()) {
            parts.add("context=" + filters.context());
        }
        parts.add("lang=" + language.code());
        return String.join("  ·  ", parts);
    }

    private static String amounts(Overview overview, Language language) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setRoundingMode(RoundingMode.HALF_UP);
        format.setMinimumFractionDigits(CENTS);
        format.setMaximumFractionDigits(CENTS);
        List<String> lines = new ArrayList<>();
        for (Overview.Money money : overview.amounts()) {
            if (lines.size() == MOST_CURRENCIES && overview.amounts().size() > MOST_CURRENCIES) {
                lines.set(MOST_CURRENCIES - 1, language.text("figure.more_currencies"));
                break;
            }
            lines.add(format.format(money.sum()) + " " + money.currency());
        }
        return lines.isEmpty() ? "–" : String.join("\n", lines);
    }

    private static String activity(Overview overview, Language language) {
        return overview.activity().stream()
                .map(span -> language.instants().format(span.first().atZone(CsvFormat.ZONE)) + "\n"
                        + language.instants().format(span.last().atZone(CsvFormat.ZONE)))
                .findFirst()
                .orElse("–");
    }
}
