package com.holded.pipeline.reports;

/** Which part of the data a report is about; an empty text leaves that filter out. */
record Filters(Days days, String company, String eventType, String context) {
    static final Filters NONE = new Filters(Days.ALL, "", "", "");

    /** The same, of one company alone. */
    Filters of(String onlyCompany) {
        return new Filters(days, onlyCompany, eventType, context);
    }
}
