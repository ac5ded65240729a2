package com.holded.pipeline.collect;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;

/** Where a package stands in storage. */
record Receipt(SegmentId segment, int firstLine) {
    PackageId packageId() {
        return PackageId.of(segment, firstLine);
    }

    /** Id of the event at this place in the package, from 0. */
    EventId eventId(int ordinal) {
        return EventId.of(segment, firstLine + ordinal);
    }
}
