package com.holded.pipeline.collect;

import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stores the claims of a segment side by side, so that one more costs no more time. Thread-safe. */
final class Claims implements AutoCloseable {
    private static final int WRITERS = 8;

    private final GroupCommit.Storage storage;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS, work -> {
        Thread writer = new Thread(work, "collect-claims");
        writer.setDaemon(true);
        return writer;
    });

    Claims(GroupCommit.Storage storage) {
        this.storage = storage;
    }

    /**
     * Stores all of them.
     *
     * @throws StorageException when one is not certain to be stored
     */
    void store(List<Claim> claims, Duration within) {
        try {
            CompletableFuture.allOf(claims.stream()
                            .map(claim -> CompletableFuture.runAsync(() -> store(claim, within), writers))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof StorageException ofStorage ? ofStorage : failure;
        }
    }

    private void store(Claim claim, Duration within) {
        storage.put(new NewObject(claim.objectName(), claim.encode(), Claim.CONTENT_TYPE), within);
    }

    @Override
    public void close() {
        writers.shutdown();
    }
}
