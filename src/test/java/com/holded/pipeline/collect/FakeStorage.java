package com.holded.pipeline.collect;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StorageException.Kind;
import com.holded.pipeline.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Object storage in memory, which can be slow, broken, or unclear about what it did. */
final class FakeStorage implements GroupCommit.Storage, EventLog.Objects {
    static final Instant STORED_AT = Instant.parse("2026-11-22T21:00:00Z");

    final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final AtomicInteger puts = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger lists = new AtomicInteger();
    /** Listing a prefix with more objects than these takes longer than the caller waits. */
    int mostUnderPrefix = Integer.MAX_VALUE;
    /** While set, puts wait for it. */
    volatile @Nullable CountDownLatch gate;
    /** While set, puts fail so; an unknown outcome stores the object all the same. */
    volatile @Nullable Kind failure;

    @Override
    public void put(NewObject object, Duration within) {
        puts.incrementAndGet();
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException stopping) {
                throw new StorageException(Kind.UNKNOWN_OUTCOME, "interrupted", stopping);
            }
        }
        Kind kind = failure;
        if (kind == null || kind == Kind.UNKNOWN_OUTCOME) {
            objects.put(object.key(), object.bytes());
        }
        if (kind != null) {
            throw new StorageException(kind, "secret detail of the store");
        }
    }

    @Override
    public byte[] read(String key) {
        reads.incrementAndGet();
        byte[] object = objects.get(key);
        if (object == null) {
            throw new StorageException(Kind.NOT_FOUND, "no " + key);
        }
        return object;
    }

    @Override
    public List<StoredObject> list(String prefix, String startAfter, int most) {
        lists.incrementAndGet();
        if (mostUnderPrefix < under(prefix).size()) {
            throw new StorageException(Kind.UNAVAILABLE, "listing " + prefix + " takes too long");
        }
        return (startAfter.isEmpty() ? under(prefix) : under(prefix).tailMap(startAfter, false))
                .entrySet().stream()
                        .limit(most)
                        .map(entry -> new StoredObject(entry.getKey(), entry.getValue().length, STORED_AT))
                        .toList();
    }

    @Override
    public List<String> folders(String prefix) {
        lists.incrementAndGet();
        List<String> folders = new ArrayList<>();
        String key = objects.higherKey(prefix);
        while (key != null && key.startsWith(prefix)) {
            int slash = key.indexOf('/', prefix.length());
            if (slash >= 0) {
                folders.add(key.substring(0, slash + 1));
            }
            key = objects.higherKey(slash >= 0 ? folders.get(folders.size() - 1) + Character.MAX_VALUE : key);
        }
        return folders;
    }

    private NavigableMap<String, byte[]> under(String prefix) {
        return objects.subMap(prefix, true, prefix + Character.MAX_VALUE, false);
    }

    /** All events of all segments, in order. */
    List<RawEvent> events() {
        List<RawEvent> events = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (Keys.segmentOf(key).isPresent()) {
                events.addAll(SegmentFormat.decode(object));
            }
        });
        return events;
    }

    /** Member of an object, for assertions. */
    static Json member(Json object, String name) {
        return object.asObject().orElseThrow().member(name).orElseThrow();
    }
}
