package com.holded.pipeline.local.bench;

import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.StoredObject;
import java.util.List;

/** How many raw segments there are, and how large. */
record RawObjects(int count, long bytes) {
    private static final int PAGE = 1000;

    static RawObjects in(ObjectStore store) {
        int count = 0;
        long bytes = 0;
        String last = "";
        List<StoredObject> page;
        do {
            page = store.list(Keys.RAW, last, PAGE);
            for (StoredObject object : page) {
                count++;
                bytes += object.sizeBytes();
                last = object.key();
            }
        } while (page.size() == PAGE);
        return new RawObjects(count, bytes);
    }

    /** Those that came since. */
    RawObjects since(RawObjects before) {
        return new RawObjects(count - before.count, bytes - before.bytes);
    }
}
