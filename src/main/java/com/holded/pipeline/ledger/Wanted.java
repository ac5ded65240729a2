package com.holded.pipeline.ledger;

import com.holded.pipeline.event.SegmentId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which rows of {@code raw_segments} the parameters of a run ask for, as a condition. */
final class Wanted {
    private Wanted() {}

    /** The condition. */
    static String of(RunParameters parameters) {
        // The state as a literal: each of the two has a partial index, which a parameter would not find.
        return "state = '" + parameters.reprocess().state() + "'"
                + (parameters.from().isPresent() ? " AND segment_id >= ?" : "")
                + (parameters.to().isPresent() ? " AND segment_id < ?" : "");
    }

    /** Sets its parameters from this position on, and returns the next. */
    static int bind(PreparedStatement statement, int first, RunParameters parameters) throws SQLException {
        int position = first;
        for (Optional<Instant> bound : List.of(parameters.from(), parameters.to())) {
            if (bound.isPresent()) {
                statement.setString(position++, new SegmentId(bound.get().toEpochMilli(), 0).toString());
            }
        }
        return position;
    }
}
