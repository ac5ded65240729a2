package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.DeadLetterDeed;
import com.holded.pipeline.ledger.DeadLetterGroup;
import com.holded.pipeline.ledger.KeptDeadLetter;
import com.holded.pipeline.ledger.Replay;
import com.holded.pipeline.storage.Keys;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** The forms in which dead letters, groups and replays are shown. */
final class Answers {
    private Answers() {}

    /** A dead letter without its event. */
    static JsonBuilder summary(KeptDeadLetter letter) {
        return new JsonBuilder()
                .text("event_id", letter.eventId())
                .text("package_id", letter.packageId())
                .text("object_name", Keys.rawSegment(SegmentId.parse(letter.segment())))
                .number("line", letter.line())
                .text("received_at", letter.receivedAt())
                .text("first_seen_at", letter.firstSeenAt())
                .textUnlessEmpty("company_id", letter.companyId())
                .textUnlessEmpty("event_type", letter.eventType())
                .text("reason", letter.reason())
                .member("errors", new Json.Verbatim(letter.errors()))
                .number("schema_id", letter.schemaId())
                .text("status", letter.status())
                .number("attempts", letter.attempts());
    }

    /** A dead letter with its event and what was done with it. */
    static Json.Obj whole(KeptDeadLetter letter, List<DeadLetterDeed> history) {
        return summary(letter)
                .member("event", new Json.Verbatim(letter.event()))
                .member("history", array(history, Answers::deed))
                .build();
    }

    private static Json.Obj deed(DeadLetterDeed deed) {
        return new JsonBuilder()
                .number("action_id", deed.actionId())
                .text("action", deed.action())
                .text("requested_by", deed.requestedBy())
                .text("at", deed.recordedAt())
                .text("outcome", deed.outcome())
                .number("schema_id", deed.schemaId())
                .member("errors", new Json.Verbatim(deed.errors()))
                .textUnlessEmpty("reason", deed.reason())
                .textUnlessEmpty("enriched_object", deed.enrichedKey())
                .build();
    }

    static Json.Obj group(DeadLetterGroup group) {
        return new JsonBuilder()
                .text("reason", group.reason())
                .text("pointer", group.pointer())
                .textUnlessEmpty("keyword", group.keyword())
                .text("message", group.message())
                .number("events", group.events())
                .number("companies", group.companies())
                .text("first_received_at", group.firstReceived())
                .text("last_received_at", group.lastReceived())
                .member("examples", array(group.examples(), id -> new Json.Text(id.toString())))
                .build();
    }

    static JsonBuilder replay(Replay replay) {
        return new JsonBuilder()
                .number("replay_id", replay.id())
                .text("requested_by", replay.requestedBy())
                .text("requested_at", replay.requestedAt())
                .member("filter", replay.filter().toJson())
                .member("patch", replay.patch().map(Json.Verbatim::new))
                .number("loaded", replay.counts().loaded())
                .number("duplicates", replay.counts().duplicates())
                .number("conflicts", replay.counts().conflicts())
                .number("failed", replay.counts().failed());
    }

    static <T> Json.Arr array(Collection<T> values, Function<? super T, ? extends Json> form) {
        return new Json.Arr(values.stream().<Json>map(form).toList());
    }
}
