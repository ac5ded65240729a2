package com.holded.pipeline.reports;

/**
 * The part of the rollups that the {@link Filters} leave, as the beginning of a query that reads it by the name of
 * {@code chosen}. A line has the sums of a day, or those of a whole month where that will do: then a year costs little
 * more than a month. Its columns are those of {@code daily_rollup}, but for {@code first_day} and {@code days} in place of
 * the day: one bit for each day from the first on, set when there were events. Where companies need not be told apart, a
 * line has the sums of a day over all of them.
 */
final class Lines {
    private static final String SUMS =
            """
            company_id, event_type, business_context, currency, events, quality_sum, amount_count, amount_sum, refund_count,
                refund_sum, amount_min, amount_max, first_event_at, last_event_at, completeness_lost, timeliness_lost,
                plausibility_lost, identity_lost""";

    private static final String OF_TYPES =
            """
            (:event_type = '' OR event_type = :event_type) AND (:context = '' OR business_context = :context)""";

    private static final String FILTERS = "(:company = '' OR company_id = :company) AND " + OF_TYPES;

    private static final String MONTHLY =
            "FROM monthly_rollup WHERE month >= :first_month AND month < :end_month AND " + FILTERS;

    private static final String DAILY = "FROM daily_rollup WHERE business_day BETWEEN :from AND :to AND " + FILTERS;

    private static final String AT_THE_EDGES = "business_day < :first_month OR business_day >= :end_month";

    /** Months that are wholly within the days asked for, and the other days. */
    static final String MONTHS = chosen("SELECT month AS first_day, days, " + SUMS + " " + MONTHLY
            + "\nUNION ALL SELECT business_day, 1 << 30, " + SUMS + " " + DAILY + " AND (" + AT_THE_EDGES + ")");

    /**
     * The same, and by the name of {@code halves} lines that are wholly in the early or the late half of the span: of days
     * in place of a month that is not. They have {@code events} and {@code quality_sum} alone, since there are many.
     */
    static final String MONTHS_AND_HALVES = MONTHS.stripTrailing() + ", "
            + named(
                    "halves",
                    "SELECT month AS first_day, company_id, currency, events, quality_sum " + MONTHLY
                            + " AND month NOT BETWEEN :first_split AND :last_split"
                            + "\nUNION ALL SELECT business_day, company_id, currency, events, quality_sum " + DAILY
                            + " AND (" + AT_THE_EDGES + " OR business_day BETWEEN :first_split AND :last_split)"
                            + " AND (business_day < :early_end OR business_day >= :late_start)");

    /** Each line is that of a day; as {@link #days}. */
    static final String DAYS = chosen(days(":from", ":to"));

    /** Months as in {@link #MONTHS}, and by the name of {@code daily} the lines of {@link #DAYS}. */
    static final String MONTHS_AND_DAYS = MONTHS.stripTrailing() + ", " + named("daily", days(":from", ":to"));

    /** The days of a group of lines, as a bit for each day of the months that the span touches. */
    static final String ACTIVE_DAYS =
            "bit_or((days::bit(31) || repeat('0', :bits - 31)::varbit) >> (first_day - :first_bit::date))";

    /** The first day of a group of lines. */
    static final String FIRST_DAY = "(min(first_event_at) AT TIME ZONE 'Europe/Madrid')::date";

    /** The last day of a group of lines. */
    static final String LAST_DAY = "(max(last_event_at) AT TIME ZONE 'Europe/Madrid')::date";

    private Lines() {}

    /**
     * A query for lines of days that tell no companies apart: of all of them together, or of the one that is asked for.
     * Their columns are {@code first_day}, {@code event_type}, {@code business_context}, {@code events} and
     * {@code quality_sum}.
     */
    static String days(String first, String last) {
        String columns = "SELECT business_day AS first_day, event_type, business_context, events, quality_sum FROM ";
        String days = " AND business_day BETWEEN " + first + " AND " + last + " AND " + OF_TYPES;
        return columns + "daily_totals WHERE :company = ''" + days + "\nUNION ALL " + columns
                + "daily_rollup WHERE :company <> '' AND company_id = :company" + days;
    }

    private static String chosen(String lines) {
        return "WITH " + named("chosen", lines);
    }

    private static String named(String name, String lines) {
        return name + " AS NOT MATERIALIZED (" + lines + ")\n";
    }
}
