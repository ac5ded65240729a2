package com.holded.pipeline.ledger;

import java.time.Instant;

/**
 * What was received in one hour, and where it is now. {@code received = loaded + duplicates + conflicts + deadLetters +
 * residual}.
 *
 * @param hour begin of the UTC hour in which the events' segments were opened
 * @param segments how many of its segments stand where
 * @param received events of the segments that are loaded, as each load put it on record
 * @param loaded rows of {@code business_events}, those of replays among them
 * @param duplicates rows of {@code duplicate_events}, those of replays among them
 * @param conflicts conflicts that are not counted
 * @param deadLetters other dead letters that are not counted
 * @param replayed dead letters and conflicts that a replay made rows or duplicates of; they count there
 * @param balanced whether each kind of row is as many as the loads and replays put on record, not only their sum
 */
public record HourBalance(
        Instant hour,
        SegmentStates segments,
        long received,
        long loaded,
        long duplicates,
        long conflicts,
        long deadLetters,
        long replayed,
        boolean balanced) {

    /**
     * Segments by state.
     *
     * @param inFlight known and to be loaded; how many events they hold is not known before
     * @param inFlightBytes size of those, compressed
     * @param quarantined unreadable: none of their events is counted
     */
    public record SegmentStates(long loaded, long inFlight, long inFlightBytes, long quarantined) {
        static final SegmentStates NONE = new SegmentStates(0, 0, 0, 0);

        SegmentStates plus(SegmentStates other) {
            return new SegmentStates(
                    loaded + other.loaded,
                    inFlight + other.inFlight,
                    inFlightBytes + other.inFlightBytes,
                    quarantined + other.quarantined);
        }
    }

    /** The sum of nothing. */
    public static HourBalance none(Instant hour) {
        return new HourBalance(hour, SegmentStates.NONE, 0, 0, 0, 0, 0, 0, true);
    }

    /** Events received that no table has; negative when tables have more than was received. */
    public long residual() {
        return received - loaded - duplicates - conflicts - deadLetters;
    }

    /** Both together, under the hour of this one. */
    public HourBalance plus(HourBalance other) {
        return new HourBalance(
                hour,
                segments.plus(other.segments),
                received + other.received,
                loaded + other.loaded,
                duplicates + other.duplicates,
                conflicts + other.conflicts,
                deadLetters + other.deadLetters,
                replayed + other.replayed,
                balanced && other.balanced);
    }
}
