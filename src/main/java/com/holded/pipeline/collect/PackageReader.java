package com.holded.pipeline.collect;

import com.holded.pipeline.collect.ContentTypes.Form;
import com.holded.pipeline.collect.JudgedPackage.Judged;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Admission;
import com.holded.pipeline.schema.Admission.Verdict;
import com.holded.pipeline.security.Caller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Splits a body into its events and judges each of them; one event at a time is in memory as a tree. Thread-safe. */
final class PackageReader {
    private final Admission admission;
    private final Settings.Collect settings;
    private final JsonText.Limits limits;

    PackageReader(Admission admission, Settings.Collect settings) {
        this.admission = admission;
        this.settings = settings;
        this.limits = settings.json();
    }

    /**
     * The events of a body with the verdict on each.
     *
     * @throws ProblemException when the body is no package, whatever its events are
     */
    JudgedPackage read(Body body, Form form, Instant receivedAt, Caller sender) {
        List<Judged> events = new ArrayList<>();
        JsonText.Elements judge = (offset, length, parsed) -> {
            if (events.size() == settings.packageEvents()) {
                throw new ProblemException(
                        ErrorCode.TOO_MANY_EVENTS,
                        "the package has more than " + settings.packageEvents() + " events",
                        Map.of("limit", String.valueOf(settings.packageEvents())));
            }
            events.add(judge(offset, length, parsed, receivedAt, sender));
        };
        try {
            if (form == Form.LINES) {
                JsonText.lines(body.bytes(), 0, body.length(), limits, judge);
            } else {
                JsonText.elements(body.bytes(), 0, body.length(), limits, judge);
            }
        } catch (JsonText.Malformed noPackage) {
            throw noPackage.toProblem();
        }
        return new JudgedPackage(receivedAt.toEpochMilli(), body.bytes(), events);
    }

    private Judged judge(int offset, int length, JsonText.Parsed parsed, Instant receivedAt, Caller sender) {
        Verdict verdict = admission.judge(parsed, receivedAt);
        List<Violation> violations = Ownership.violations(verdict, sender);
        if (length > settings.eventBytes()) {
            violations = new ArrayList<>(violations);
            violations.add(new Violation(
                    Reason.EVENT_TOO_LARGE,
                    "",
                    "the event has " + length + " bytes; at most " + settings.eventBytes() + " are taken"));
        }
        return new Judged(offset, length, verdict.schemaId(), violations);
    }
}
