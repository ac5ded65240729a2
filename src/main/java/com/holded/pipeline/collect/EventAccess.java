package com.holded.pipeline.collect;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Who may see which stored event: one rule for every resource that shows one. Thread-safe. */
public final class EventAccess {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final EventLog events;

    public EventAccess(ObjectStore store, Clock clock) {
        this(EventLog.of(store, clock));
    }

    EventAccess(EventLog events) {
        this.events = events;
    }

    /**
     * The event with this id. One of a company that is not the caller's business is read and thrown away, so that
     * neither the answer nor its time tells it from none. Needs object storage alone.
     *
     * @throws ProblemException BAD_PARAMETER when the text is no UUID; NOT_FOUND when no event has exactly this id, or
     *     the caller may not see it; SEGMENT_DAMAGED when its object is not as it was written
     */
    public StoredEvent find(String eventId, Caller caller) {
        UUID value = uuid("event_id", eventId);
        try {
            return EventId.from(value)
                    .flatMap(events::find)
                    .filter(event -> caller.maySee(event.companyId()))
                    .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "there is no event " + value));
        } catch (SegmentFormat.Damaged damaged) {
            throw new ProblemException(ErrorCode.SEGMENT_DAMAGED, String.valueOf(damaged.getMessage()), damaged);
        }
    }

    static UUID uuid(String parameter, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!UUID_TEXT.matcher(lower).matches()) {
            throw ProblemException.badParameter(parameter, "expected a UUID");
        }
        return UUID.fromString(lower);
    }
}
