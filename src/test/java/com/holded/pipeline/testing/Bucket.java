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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into a bucket past the product's rooms above storage. */
public final class Bucket {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 1000;

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

    /** Every event of every raw segment, in order. */
    public List<RawEvent> rawEvents() {
        return keys(Keys.RAW).stream()
                .flatMap(key -> SegmentFormat.decode(store.read(key)).stream())
                .toList();
    }

    /** Every line of every object under a prefix. */
    public List<JsonNode> lines(String prefix) {
        List<JsonNode> lines = new ArrayList<>();
        keys(prefix).forEach(key -> lines.addAll(linesOf(key, store.read(key))));
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
