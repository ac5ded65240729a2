package com.holded.pipeline.local.recount;

import java.time.LocalDate;

/** What events are counted by. */
record Cell(LocalDate day, String company, String type, String context, String currency) {
    @Override
    public String toString() {
        return "business_day " + day + ", company_id " + company + ", event_type " + type + ", business_context "
                + context + ", currency " + currency;
    }
}
