package com.holded.pipeline.collect;

import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The body of a 200: what became of each event of a package, in the order in which they were sent. */
final class CollectAnswer {
    private static final int RESULT_BYTES = 110;

    private CollectAnswer() {}

    static byte[] of(long receivedAtMillis, List<Judged> events, Receipt receipt) {
        return write(receivedAtMillis, events, receipt);
    }

    /** The same without ids, for events that are not stored. */
    static byte[] ofDryRun(long receivedAtMillis, List<Judged> events) {
        return write(receivedAtMillis, events, null);
    }

    private static byte[] write(long receivedAtMillis, List<Judged> events, @Nullable Receipt receipt) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(200 + RESULT_BYTES * events.size());
        int accepted = 0;
        try (JsonGenerator json = JsonText.generator(out)) {
            json.writeStartObject();
            if (receipt != null) {
                json.writeStringProperty("package_id", receipt.packageId().toString());
            }
            json.writeArrayPropertyStart("results");
            for (int ordinal = 0; ordinal < events.size(); ordinal++) {
                Judged event = events.get(ordinal);
                accepted += event.accepted() ? 1 : 0;
                json.writeStartObject();
                if (receipt != null) {
                    json.writeStringProperty(
                            "event_id", receipt.eventId(ordinal).toString());
                }
                json.writeStringProperty("status", event.accepted() ? "accepted" : "rejected");
                json.writeNumberProperty("timestamp", receivedAtMillis);
                if (!event.accepted()) {
                    writeErrors(json, event.violations());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNumberProperty("total_processed", events.size());
            json.writeNumberProperty("accepted", accepted);
            json.writeNumberProperty("rejected", events.size() - accepted);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void writeErrors(JsonGenerator json, List<Violation> violations) {
        json.writeArrayPropertyStart("errors");
        for (Violation violation : violations) {
            json.writeStartObject();
            json.writeStringProperty("reason", violation.reason().name());
            json.writeStringProperty("pointer", violation.pointer());
            if (!violation.keyword().isEmpty()) {
                json.writeStringProperty("keyword", violation.keyword());
            }
            json.writeStringProperty("message", violation.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
