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

/** Looks into the bucket of a running platform. */
public final class Bucket {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 1000;

    private final ObjectStore store;

    public Bucket(LocalPlatform platform) {
        this.store = ObjectStore.connect(platform.settings().storage());
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
        for (String key : keys(prefix)) {
            byte[] bytes = store.read(key);
            byte[] text = key.endsWith(".zst")
                    ? Zstd.decompress(bytes, Math.toIntExact(Zstd.getFrameContentSize(bytes)))
                    : bytes;
            new String(text, StandardCharsets.UTF_8).lines().map(JSON::readTree).forEach(lines::add);
        }
        return lines;
    }
}
