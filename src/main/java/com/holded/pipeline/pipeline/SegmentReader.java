package com.holded.pipeline.pipeline;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.ledger.SegmentTask;
import com.holded.pipeline.storage.ObjectContent;
import com.holded.pipeline.storage.RawEvent;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.SegmentFormat.Damaged;
import com.holded.pipeline.storage.StorageException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads segments whole or not at all. What is not as it was written is read once more, since a byte may turn on the way
 * too; only then the object itself is held to be corrupt. Thread-safe.
 */
final class SegmentReader {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReader.class);

    private final Store store;
    private final long mostBytes;

    /** What it needs of object storage. */
    interface Store {
        /**
         * An object.
         *
         * @throws StorageException of kind NOT_FOUND, TOO_LARGE, or when storage is out of reach
         */
        ObjectContent read(String key, long mostBytes);

        /**
         * Asks whether the bucket can be reached.
         *
         * @throws StorageException when it cannot
         */
        void check();
    }

    /** An object that is no segment; the message says what is wrong with it. */
    static final class Corrupt extends Exception {
        private static final long serialVersionUID = 1L;

        Corrupt(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** @param mostBytes that a segment can have, before compression */
    SegmentReader(Store store, long mostBytes) {
        this.store = store;
        this.mostBytes = mostBytes;
    }

    /**
     * All events of a segment.
     *
     * @throws Corrupt when its object is damaged, foreign or gone: trying again does not help
     * @throws StorageException when storage is out of reach, which says nothing about the segment
     */
    List<RawEvent> read(SegmentTask task) throws Corrupt {
        try {
            try {
                return readOnce(task);
            } catch (Damaged first) {
                LOG.warn("segment {} is read again: {}", task.segment(), first.getMessage());
                return readOnce(task);
            }
        } catch (Damaged damaged) {
            throw new Corrupt(String.valueOf(damaged.getMessage()));
        } catch (StorageException failure) {
            switch (failure.kind()) {
                case TOO_LARGE -> throw new Corrupt(String.valueOf(failure.getMessage()));
                case NOT_FOUND -> {
                    // A bucket that is gone takes no segment with it.
                    store.check();
                    throw new Corrupt("there is no object under its key");
                }
                default -> throw failure;
            }
        }
    }

    private List<RawEvent> readOnce(SegmentTask task) {
        ObjectContent object = store.read(task.key(), mostBytes);
        String told = object.sha256();
        if (!told.isEmpty() && !told.equalsIgnoreCase(Sha256.hex(Sha256.of(object.bytes())))) {
            throw new Damaged("the object's bytes do not have the SHA-256 that its metadata tell");
        }
        return SegmentFormat.decode(object.bytes(), task.segment(), mostBytes);
    }
}
