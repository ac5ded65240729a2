package com.holded.pipeline.reports;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * What one report is made of. Every format is made from this: the data formats write the columns of the rows of level
 * {@link Level#DETAIL}, the template lays out the same columns of all levels.
 */
interface Definition {
    /** Name in the HTTP interface, of the template, and in the keys of the texts; for example event-type-summary. */
    String name();

    /** The parameters that it takes. */
    default Set<Parameter> parameters() {
        return Set.of(Parameter.values());
    }

    /** Whether its rows are those of companies, so that a caller who is bound to one can be shown its own. */
    default boolean isOfCompanies() {
        return true;
    }

    /** Columns in the order of the data formats. */
    List<Column> columns();

    /**
     * The query, with the values of {@link Span#values} by their names: one row per detail, group and total, in the order
     * of the printed report; its column {@code level} names the {@link Level}, and {@code lines} how many details a group
     * shows. The totals come last.
     */
    String rows(Snapshot snapshot, Request.Choice choice);

    /**
     * The same for the data formats, which need no groups: one query, or two, of which the second gives the totals alone.
     */
    default List<String> data(Snapshot snapshot, Request.Choice choice) {
        return List.of(rows(snapshot, choice));
    }

    /** A query for the first and the last day that the filters leave; both absent when they leave nothing. */
    default String span() {
        return Lines.MONTHS + "SELECT " + Lines.FIRST_DAY + ", " + Lines.LAST_DAY + " FROM chosen";
    }

    /** What changes with the data of this report and the position does not tell; empty when there is nothing. */
    default String freshness(Connection connection) throws SQLException {
        return "";
    }

    /** Most rows that fit on a printed page. */
    int rowsPerPage();

    /** What the printed report says before its rows. */
    Front front(Snapshot snapshot, Request.Choice choice, Language language);
}
