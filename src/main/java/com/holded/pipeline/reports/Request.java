package com.holded.pipeline.reports;

/**
 * What a caller asks for.
 *
 * @param choice which rows come first, and how many of them
 * @param byteOrderMark whether a CSV file starts with U+FEFF, which some spreadsheets need to read UTF-8
 * @param footer whether a CSV file ends with lines that say what it was made from
 */
record Request(Filters filters, Language language, Choice choice, boolean byteOrderMark, boolean footer) {

    /**
     * Order and number of the rows.
     *
     * @param sort what decides the order
     * @param top how many companies, types … are shown, from the first on; 0 = all. Totals are always over all
     */
    record Choice(Sort sort, int top) {
        /** Everything, most events first. */
        static final Choice ALL = new Choice(Sort.EVENTS, 0);
    }

    /** All rows in the usual order. */
    static Request of(Filters filters, Language language) {
        return new Request(filters, language, Choice.ALL, false, false);
    }

    /** The same of one company alone. */
    Request of(String company) {
        return new Request(filters.of(company), language, choice, byteOrderMark, footer);
    }
}
