package com.holded.pipeline.reports;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.storage.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A report that is made in the background.
 *
 * @param parameters as of a download, with relative periods made days
 * @param companyId the only company whose keys may see it; empty = keys that are bound to none
 * @param requestedBy public name of the key that asked for it
 * @param attempt how often it was taken up
 * @param sizeBytes written so far, in the end those of the file
 * @param sha256 of the file, in hex; empty until it is ready
 * @param position of the ledger that the report counts; empty until it is ready
 * @param message why it failed
 */
record ReportRun(
        UUID id,
        String report,
        Format format,
        Map<String, String> parameters,
        String companyId,
        String requestedBy,
        Instant requestedAt,
        Status status,
        int attempt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        long sizeBytes,
        String sha256,
        String position,
        String message) {

    /** How far it is. */
    enum Status {
        WAITING,
        RUNNING,
        READY,
        FAILED,
        /** Nobody sees it any more; its file goes as soon as nobody can be writing it. */
        DELETED;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    ReportRun {
        parameters = Map.copyOf(parameters);
    }

    /** Where its file stands. */
    String key() {
        return Keys.report(id, requestedAt, format.extension());
    }

    /**
     * The form in which every answer shows it.
     *
     * @param kept how long files are kept
     */
    Json.Obj toJson(Duration kept) {
        JsonBuilder asked = new JsonBuilder();
        new TreeMap<>(parameters).forEach(asked::text);
        JsonBuilder json = new JsonBuilder()
                .text("run_id", id)
                .text("report", report)
                .text("format", format.extension())
                .member("parameters", asked.build())
                .text("requested_by", requestedBy)
                .text("requested_at", requestedAt)
                .text("status", status.code())
                .text("started_at", startedAt)
                .text("ended_at", endedAt)
                .number("size_bytes", sizeBytes)
                .textUnlessEmpty("sha256", sha256)
                .textUnlessEmpty("position", position)
                .textUnlessEmpty("message", message);
        if (status == Status.READY) {
            json.text("file", "/reports/runs/" + id + "/file").text("kept_until", endedAt.map(end -> end.plus(kept)));
        }
        return json.build();
    }
}
