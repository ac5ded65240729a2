package com.holded.pipeline.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.EventId;
import com.holded.pipeline.event.PackageId;
import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of the list costs, and that pages together are the whole list, however the segments lie in time. */
class EventPagesTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:34:56.789Z");
    private static final EventFilter ALL = EventFilter.of("", "", "", "");

    private final FakeStorage storage = new FakeStorage();
    private final AtomicLong nanos = new AtomicLong();
    private final EventLog log = new EventLog(storage, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

    @Test
    void a_page_of_a_hundred_thousand_segments_costs_a_bounded_number_of_requests() {
        List<String> all = newestFirst(evenly(Instant.parse("2026-11-30T00:00:00Z"), Duration.ofMillis(864), 100_000));

        EventLog.Page first = log.page(ALL, null, 50);
        int lists = storage.lists.get();
        int reads = storage.reads.get();
        EventLog.Page second = log.page(ALL, first.next(), 50);

        assertThat(ids(first)).isEqualTo(all.subList(0, 50));
        assertThat(ids(second)).isEqualTo(all.subList(50, 100));
        assertThat(lists).isLessThanOrEqualTo(PageReading.MOST_LISTINGS);
        assertThat(reads).isLessThanOrEqualTo(PageReading.MOST_READS);
        assertThat(first.exact()).isFalse();
        assertThat(first.total()).isBetween(50L, 100_000L);
    }

    @Test
    void counting_ends_when_its_time_is_over_and_the_page_is_whole_all_the_same() {
        evenly(Instant.parse("2026-11-30T00:00:00Z"), Duration.ofSeconds(10), 5_000);
        EventLog slow = new EventLog(
                storage,
                Clock.fixed(NOW, ZoneOffset.UTC),
                () -> nanos.getAndAdd(Duration.ofMillis(10).toNanos()));

        EventLog.Page page = slow.page(ALL, null, 50);

        assertThat(page.entries()).hasSize(50);
        assertThat(page.exact()).isFalse();
        assertThat(storage.reads.get()).isLessThan(110);
    }

    @Test
    void the_total_grows_with_what_was_counted_until_it_is_exact_and_never_says_more() {
        evenly(Instant.parse("2026-11-30T00:00:00Z"), Duration.ofSeconds(20), 3_000);

        long before = 0;
        EventLog.Page page = log.page(ALL, null, 10);
        for (int call = 0; call < 6 && !page.exact(); call++) {
            assertThat(page.total()).isBetween(before + 1, 2_999L);
            before = page.total();
            page = log.page(ALL, null, 10);
        }

        assertThat(page.exact()).isTrue();
        assertThat(page.total()).isEqualTo(3_000);
    }

    @Test
    void a_filter_that_matches_rarely_gives_short_pages_whose_cursors_lead_to_every_match() {
        evenly(Instant.parse("2026-11-28T00:00:00Z"), Duration.ofSeconds(30), 4_000);
        String oldest = store(id("2026-11-27T10:00:00Z", 1), "rare");
        String newest = store(id("2026-11-29T00:00:07Z", 1), "rare");

        List<String> seen = new ArrayList<>();
        @Nullable EventId cursor = null;
        int pages = 0;
        do {
            storage.lists.set(0);
            storage.reads.set(0);
            EventLog.Page page = log.page(EventFilter.of("", "rare", "", ""), cursor, 50);
            seen.addAll(ids(page));
            cursor = page.next();
            pages++;
            assertThat(storage.lists.get()).isLessThanOrEqualTo(PageReading.MOST_LISTINGS);
            assertThat(storage.reads.get()).isLessThanOrEqualTo(PageReading.MOST_READS);
        } while (cursor != null);

        assertThat(seen).containsExactly(newest, oldest);
        assertThat(pages).isBetween(2, 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void pages_are_the_whole_list_whatever_its_density(long seed) {
        Random random = new Random(seed);
        TreeSet<SegmentId> segments = new TreeSet<>();
        while (segments.size() < 4_000) {
            // Years apart, or a burst within a minute, a second, or a millisecond.
            long millis = NOW.toEpochMilli() - (long) (Math.pow(random.nextDouble(), 6) * 200_000_000_000L);
            int burst = random.nextInt(20) == 0 ? 1_500 : 1;
            long width = List.of(900L, 60_000L, 1_000_000L).get(random.nextInt(3));
            for (int segment = 0; segment < burst; segment++) {
                segments.add(new SegmentId(millis + random.nextLong(width), random.nextLong(3)));
            }
        }
        List<String> all = new ArrayList<>();
        segments.forEach(segment -> all.add(store(segment, "c")));

        assertThat(walk(ALL, 300)).as("seed " + seed).isEqualTo(newestFirst(all));
    }

    @Test
    void events_of_many_years_are_found_with_few_listings() {
        List<String> all = new ArrayList<>();
        for (int year = 1990; year < 2026; year++) {
            all.add(store(id(year + "-03-05T10:12:35Z", 1), "c"));
        }

        EventLog.Page page = log.page(ALL, null, 20);

        assertThat(ids(page)).isEqualTo(newestFirst(all).subList(0, 20));
        assertThat(storage.lists.get()).isLessThanOrEqualTo(PageReading.MOST_LISTINGS);
        assertThat(walk(ALL, 20)).isEqualTo(newestFirst(all));
    }

    @Test
    void segments_of_clocks_that_run_ahead_are_listed_first() {
        String now = store(id("2026-12-01T12:34:56.700Z", 1), "c");
        String later = store(id("2026-12-01T18:00:00Z", 1), "c");
        String nextYear = store(id("2027-01-01T00:00:00Z", 1), "c");

        assertThat(ids(log.page(ALL, null, 10))).containsExactly(nextYear, later, now);
        assertThat(ids(log.page(EventFilter.of("2026-12-01", "", "", ""), null, 10)))
                .containsExactly(later, now);
    }

    @Test
    void a_cursor_holds_while_new_events_arrive() {
        List<String> all = newestFirst(evenly(Instant.parse("2026-11-30T00:00:00Z"), Duration.ofSeconds(60), 30));
        EventLog.Page first = log.page(ALL, null, 10);
        store(id("2026-12-01T12:00:00Z", 1), "c");

        EventLog.Page second = log.page(ALL, first.next(), 10);

        assertThat(ids(second)).isEqualTo(all.subList(10, 20));
        assertThat(second.total()).isEqualTo(31);
        assertThat(second.exact()).isTrue();
    }

    @Test
    void a_server_that_lists_wide_prefixes_slowly_is_asked_for_minutes() {
        storage.mostUnderPrefix = 100;
        List<String> all = new ArrayList<>(evenly(Instant.parse("2026-11-30T09:00:00Z"), Duration.ofSeconds(2), 1_500));
        all.add(store(id("2026-11-30T11:59:00Z", 1), "c"));

        assertThat(walk(ALL, 100)).isEqualTo(newestFirst(all));
    }

    private List<String> walk(EventFilter filter, int limit) {
        List<String> seen = new ArrayList<>();
        @Nullable EventId cursor = null;
        do {
            storage.lists.set(0);
            EventLog.Page page = log.page(filter, cursor, limit);
            assertThat(storage.lists.get()).isLessThanOrEqualTo(PageReading.MOST_LISTINGS);
            seen.addAll(ids(page));
            cursor = page.next();
        } while (cursor != null);
        return seen;
    }

    private List<String> evenly(Instant from, Duration apart, int segments) {
        List<String> ids = new ArrayList<>();
        for (int segment = 0; segment < segments; segment++) {
            ids.add(store(new SegmentId(from.plus(apart.multipliedBy(segment)).toEpochMilli(), 1), "c"));
        }
        return ids;
    }

    private String store(SegmentId segment, String company) {
        EventId id = EventId.of(segment, 0);
        String event = "{\"event_type\":\"T\",\"company_id\":\"" + company + "\",\"timestamp\":1772705555000}";
        storage.objects.put(
                Keys.rawSegment(segment),
                SegmentFormat.encode(List.of(new RawEvent(
                        id,
                        PackageId.of(segment, 0).value(),
                        0,
                        segment.openedAtMillis(),
                        0,
                        true,
                        List.of(),
                        event.getBytes(UTF_8)))));
        return id.toString();
    }

    private static SegmentId id(String openedAt, long writer) {
        return new SegmentId(Instant.parse(openedAt).toEpochMilli(), writer);
    }

    private static List<String> newestFirst(List<String> ids) {
        List<String> sorted = new ArrayList<>(ids);
        sorted.sort(Collections.reverseOrder());
        return sorted;
    }

    private static List<String> ids(EventLog.Page page) {
        return page.entries().stream()
                .map(entry -> FakeStorage.member(entry, "event_id"))
                .map(id -> id.asText().orElseThrow())
                .toList();
    }
}
