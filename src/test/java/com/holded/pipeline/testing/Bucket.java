package com.holded.pipeline.testing;

import com.github.luben.zstd.Zstd;
import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into a bucket past the product's rooms above storage. */
public final class Bucket {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 1000;
    private static final int READERS = 8;

    private final ObjectStore store;

    /** The bucket of a running platform. */
    public Bucket(LocalPlatform platform) {
        this(ObjectStore.connect(platform.settings().storage()));
    }

    public Bucket(ObjectStore store) {
        this.store = store;
    }

    /** Keys under a prefix, in order. */
    public List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        List<StoredObject> page;
        do {
            page = store.list(prefix, keys.isEmpty() ? "" : keys.get(keys.size() - 1), PAGE);
            page.forEach(object -> keys.add(object.key()));
        } while (page.size() == PAGE);
        return keys;
    }

    /** Every object under a prefix, by its key. They are read side by side: thousands of small ones take long else. */
    public SortedMap<String, byte[]> objects(String prefix) {
        return read(keys(prefix));
    }

    private SortedMap<String, byte[]> read(List<String> keys) {
        SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> reads = new ArrayList<>();
            keys.forEach(key -> reads.add(readers.submit(() -> objects.put(key, store.read(key)))));
            for (Future<?> read : reads) {
                read.get();
            }
            return objects;
        } catch (ExecutionException failed) {
            throw new AssertionError("an object that is listed cannot be read", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        } finally {
            readers.shutdownNow();
        }
    }

    /**
     * Keys of all raw segments. An S3 server that keeps files and is killed in the middle of a PUT leaves the half of the
     * object beside them, under a key that is no segment's.
     */
    public List<String> segmentKeys() {
        return keys(Keys.RAW).stream()
                .filter(key -> Keys.segmentOf(key).isPresent())
                .toList();
    }

    /** Every raw segment, by its key. */
    public SortedMap<String, byte[]> segments() {
        return read(segmentKeys());
    }

    /** Every event of every raw segment, in order. */
    public List<RawEvent> rawEvents() {
        return segments().values().stream()
                .flatMap(object -> SegmentFormat.decode(object).stream())
                .toList();
    }

    /** Every line of every object under a prefix. */
    public List<JsonNode> lines(String prefix) {
        List<JsonNode> lines = new ArrayList<>();
        objects(prefix).forEach((key, object) -> lines.addAll(linesOf(key, object)));
        return lines;
    }

    /** Every line of one object, whose key tells whether it is compressed. */
    public static List<JsonNode> linesOf(String key, byte[] object) {
        byte[] text = key.endsWith(".zst")
                ? Zstd.decompress(object, Math.toIntExact(Zstd.getFrameContentSize(object)))
                : object;
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .map(JSON::readTree)
                .toList();
    }
}
