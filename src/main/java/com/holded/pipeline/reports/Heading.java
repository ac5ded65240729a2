package com.holded.pipeline.reports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import net.sf.jasperreports.engine.JRParameter;

/** What a printed report says around its table: title, period, filters, key figures, and what it was made from. */
final class Heading {
    private Heading() {}

    /** The parameters of a template; each is text or a number, so nothing that a user wrote is ever evaluated. */
    static Map<String, Object> parameters(
            Definition report, Request request, Span span, Front front, Provenance provenance) {
        Language language = request.language();
        String title = language.text(report.name() + ".title");
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(JRParameter.REPORT_LOCALE, language.locale());
        parameters.put(JRParameter.REPORT_TIME_ZONE, TimeZone.getTimeZone(CsvFormat.ZONE));
        parameters.put(JRParameter.REPORT_RESOURCE_BUNDLE, language.texts());
        parameters.put(JRParameter.REPORT_FORMAT_FACTORY, new HalfUpFormats());
        parameters.put("TITLE", front.title().isEmpty() ? title : front.title());
        parameters.put("PERIOD", period(request.filters().days(), language));
        parameters.put("PREVIOUS", new Printed(language).days(span.previous()));
        parameters.put("FILTERS", filters(report, request, front));
        parameters.put("PROVENANCE", provenance.time(language) + "  ·  " + provenance.place(language));
        parameters.put("REQUEST", Glyphs.printable(provenance.request()));
        parameters.put("EMPTY", front.isEmpty());
        // About one thing alone, a total would repeat its only row.
        parameters.put("SINGLE", !front.title().isEmpty());
        for (int index = 0; index < front.figures().size(); index++) {
            parameters.put(
                    "LABEL_" + (index + 1),
                    language.text(front.figures().get(index).label()));
            parameters.put("FIGURE_" + (index + 1), front.figures().get(index).text());
        }
        for (int index = 0; index < front.charts().size(); index++) {
            Chart chart = front.charts().get(index);
            parameters.put("CHART_TITLE_" + (index + 1), chart.title());
            parameters.put("CHART_" + (index + 1), new ChartSource(chart));
        }
        return parameters;
    }

    private static String period(Days days, Language language) {
        if (!days.hasFrom() && !days.hasTo()) {
            return language.text("period.all");
        }
        Printed printed = new Printed(language);
        if (!days.hasTo()) {
            return language.text("period.from") + " " + printed.day(days.from());
        }
        if (!days.hasFrom()) {
            return language.text("period.to") + " " + printed.day(days.to());
        }
        return printed.days(new Span(days.from(), days.to()));
    }

    private static String filters(Definition report, Request request, Front front) {
        Language language = request.language();
        Filters filters = request.filters();
        List<String> parts = new ArrayList<>();
        if (!front.title().isEmpty()) {
            parts.add(language.text(report.name() + ".title"));
        } else if (!filters.company().isEmpty()) {
            parts.add(language.text("filter.company") + ": " + filters.company());
        }
        if (!filters.eventType().isEmpty()) {
            parts.add(language.text("filter.event_type") + ": " + Glyphs.printable(filters.eventType()));
        }
        if (!filters.context().isEmpty()) {
            parts.add(language.text("filter.context") + ": " + language.text("context." + filters.context()));
        }
        if (request.choice().top() > 0) {
            parts.add(language.text("filter.top") + " "
                    + new Printed(language).count(request.choice().top()));
        }
        if (request.choice().sort() != Sort.EVENTS) {
            parts.add(language.text("filter.sort") + ": "
                    + language.text("sort." + request.choice().sort().code()));
        }
        return parts.isEmpty() ? language.text("filter.none") : String.join("   ·   ", parts);
    }
}
