package com.holded.pipeline.local.bench;

import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import java.util.UUID;

/** Puts each body into an object of its own: what the service would do without group commit. */
record StoreConnection(ObjectStore store) implements Load.Connection {
    @Override
    public void request(byte[] body) {
        store.put(new NewObject("bench/" + UUID.randomUUID(), body, "application/json"));
    }

    @Override
    public void close() {
        // The store is shared and closed by the benchmark.
    }
}
