package com.holded.pipeline.ledger;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import java.time.Instant;
import java.util.Optional;

/**
 * What a run is asked to do.
 *
 * @param from segments that were opened at this time or later; empty = all
 * @param to segments that were opened before this time; empty = all
 * @param companyId events of this company, for a dry run alone; empty = all
 * @param eventType events of this type, for a dry run alone; empty = all
 * @param reprocess which segments
 * @param dryRun tell what would happen, and load nothing
 */
public record RunParameters(
        Optional<Instant> from,
        Optional<Instant> to,
        String companyId,
        String eventType,
        Reprocess reprocess,
        boolean dryRun) {
    /** Load all that waits. */
    public static final RunParameters ALL =
            new RunParameters(Optional.empty(), Optional.empty(), "", "", Reprocess.MISSING, false);

    /** Its members under the names that the HTTP interface gives to them; what is as always is left out. */
    public Json.Obj toJson() {
        JsonBuilder json = new JsonBuilder()
                .text("from", from)
                .text("to", to)
                .textUnlessEmpty("company", companyId)
                .textUnlessEmpty("event_type", eventType);
        if (reprocess != Reprocess.MISSING) {
            json.text("reprocess", reprocess.label());
        }
        if (dryRun) {
            json.member("dry_run", new Json.Bool(true));
        }
        return json.build();
    }

    static RunParameters fromJson(Json.Obj json) {
        return new RunParameters(
                text(json, "from").map(Instant::parse),
                text(json, "to").map(Instant::parse),
                text(json, "company").orElse(""),
                text(json, "event_type").orElse(""),
                text(json, "reprocess").filter(Reprocess.FAILED.label()::equals).isPresent()
                        ? Reprocess.FAILED
                        : Reprocess.MISSING,
                json.member("dry_run").filter(new Json.Bool(true)::equals).isPresent());
    }

    private static Optional<String> text(Json.Obj json, String name) {
        return json.member(name).flatMap(Json::asText);
    }
}
