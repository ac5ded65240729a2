package com.holded.pipeline.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Events by business context, as reports show them beside each other. */
final class ContextColumns {
    /** In the order of the columns; what is in none of them is {@code other}. */
    private static final List<String> NAMED =
            List.of("financial", "invoicing", "subscription", "account_management", "user_management");

    /** Sums of the rows of a group: one by the name of each context, but for the others. */
    static final String SUMS = NAMED.stream()
            .map(context -> "coalesce(sum(events) FILTER (WHERE business_context = '" + context + "'), 0)::bigint AS "
                    + context)
            .collect(Collectors.joining(", "));

    /** The sums of such sums. */
    static final String SUMS_OF_SUMS = NAMED.stream()
            .map(context -> "coalesce(sum(" + context + "), 0) AS " + context)
            .collect(Collectors.joining(", "));

    /** The columns, of these sums and that of all {@code events}. */
    static final String SHOWN = String.join(", ", NAMED) + ", events - " + String.join(" - ", NAMED) + " AS other";

    private ContextColumns() {}

    /** The columns among others. */
    static List<Column> between(List<Column> before, List<Column> after) {
        List<Column> columns = new ArrayList<>(before);
        NAMED.forEach(context -> columns.add(Column.count(context)));
        columns.add(Column.count("other"));
        columns.addAll(after);
        return List.copyOf(columns);
    }
}
