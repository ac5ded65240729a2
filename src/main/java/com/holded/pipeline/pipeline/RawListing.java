package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.ledger.Segments;
import com.holded.pipeline.ledger.StoredSegment;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StoredObject;
import com.holded.pipeline.storage.Width;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists raw segments by closed prefixes of their names, which are times, and registers each page at once. A time that
 * holds more than a page is listed on by narrower ones, down to a minute: a server that keeps objects as files looks at
 * everything under a prefix for each page. May be asked only as often as it is told. Not thread-safe.
 */
final class RawListing {
    private static final Logger LOG = LoggerFactory.getLogger(RawListing.class);
    private static final int PAGE = 1000;
    private static final Pattern YEAR_OR_MONTH =
            Pattern.compile(Pattern.quote(Keys.RAW) + "[0-9]{4}/((0[1-9]|1[0-2])/)?");

    private final ObjectStore store;
    private final Segments segments;
    private int left;
    private int found;

    /** @param most listings that it may make */
    RawListing(ObjectStore store, Segments segments, int most) {
        this.store = store;
        this.segments = segments;
        this.left = most;
    }

    /** It would have taken one more listing than it may make; what was found by then is registered. */
    static final class Spent extends RuntimeException {
        Spent() {
            super("no listing is left");
        }
    }

    /** Segments that nobody knew before. */
    int found() {
        return found;
    }

    /**
     * Registers what was opened in these times.
     *
     * @param from epoch milliseconds
     * @param to epoch milliseconds; the whole time that holds it is listed
     * @throws Spent when it takes more listings than it may make
     */
    void between(long from, long to, Width width) {
        long first = Math.max(0, from);
        long last = Math.min(SegmentId.END_MILLIS - 1, to);
        for (long start = width.startOf(first); start <= last; start = next(width, start)) {
            under(width, start, start < first ? Keys.rawSegment(new SegmentId(first, 0)) : "");
        }
    }

    /**
     * Registers the newest segments that were opened before this time: those of one day, or of one hour where a day holds
     * many.
     *
     * @return the time before which older ones may stand; empty when there are none
     */
    OptionalLong newestBefore(long before) {
        Optional<LocalDate> day = newestDay(Keys.RAW, before);
        if (day.isEmpty()) {
            return OptionalLong.empty();
        }
        long start = startOf(day.get());
        long end = next(Width.DAY, start);
        if (before >= end) {
            List<StoredObject> page = list(Keys.rawDay(day.get()), "");
            if (page.size() < PAGE) {
                register(page);
                return OptionalLong.of(start);
            }
        }
        long hour = Width.HOUR.startOf(Math.min(end, before) - 1);
        under(Width.HOUR, hour, "");
        return OptionalLong.of(hour);
    }

    /** The newest day with segments of which some may be older than this time. */
    private Optional<LocalDate> newestDay(String folder, long before) {
        take();
        List<String> inner = new ArrayList<>(store.folders(folder));
        inner.sort(Comparator.reverseOrder());
        String newest = before <= 0 ? "" : Keys.rawDay(new SegmentId(before - 1, 0).day());
        for (String name : inner) {
            if (name.compareTo(newest) > 0) {
                continue;
            }
            Optional<LocalDate> day = Keys.dayOf(name);
            if (day.isEmpty() && YEAR_OR_MONTH.matcher(name).matches()) {
                day = newestDay(name, before);
            }
            if (day.isPresent()) {
                return day;
            }
        }
        return Optional.empty();
    }

    private void under(Width width, long start, String after) {
        String prefix = Keys.rawPrefix(new SegmentId(start, 0), width.chars());
        String last = after;
        List<StoredObject> page = list(prefix, last);
        register(page);
        while (page.size() == PAGE) {
            last = page.get(PAGE - 1).key();
            Optional<SegmentId> reached = Keys.segmentOf(last);
            if (width.compareTo(Width.MINUTE) < 0 && reached.isPresent()) {
                narrower(width, start, reached.get(), last);
                return;
            }
            page = list(prefix, last);
            register(page);
        }
    }

    private void narrower(Width width, long start, SegmentId reached, String last) {
        Width inner = width == Width.DAY ? Width.HOUR : width == Width.HOUR ? Width.TEN_MINUTES : Width.MINUTE;
        long first = inner.startOf(reached.openedAtMillis());
        for (long time = first; time < next(width, start); time = next(inner, time)) {
            under(inner, time, time == first ? last : "");
        }
    }

    private static long next(Width width, long start) {
        return start + width.millis();
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private List<StoredObject> list(String prefix, String after) {
        take();
        return store.list(prefix, after, PAGE);
    }

    private void take() {
        if (left == 0) {
            throw new Spent();
        }
        left--;
    }

    private void register(List<StoredObject> page) {
        List<StoredSegment> known = new ArrayList<>();
        for (StoredObject object : page) {
            Keys.segmentOf(object.key())
                    .ifPresentOrElse(
                            segment -> known.add(
                                    new StoredSegment(segment, object.key(), object.sizeBytes(), object.storedAt())),
                            () -> LOG.warn("not a raw segment, left alone: {}", object.key()));
        }
        if (!known.isEmpty()) {
            Failpoint.AFTER_LISTING.hit();
            found += segments.register(known);
        }
    }
}
