package com.holded.pipeline.reports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for the files of reports in the making. It is locked for as long as the process lives, so that another process
 * which starts later can tell a folder in use from one that a crash left behind, and removes the latter. Thread-safe.
 */
final class Workspace {
    private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);
    private static final String PREFIX = "holded-reports-";
    private static final String LOCK = "lock";

    private final Path folder;

    /** Held until the process ends, however it ends. */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private final FileLock lock;

    private Workspace(Path folder, FileLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes one below this folder, and removes those that dead processes left there. */
    static Workspace open(Path parent) {
        try {
            sweep(parent);
            Path folder = Files.createTempDirectory(parent, PREFIX);
            FileLock lock = tryLock(folder.resolve(LOCK)).stream()
                    .findFirst()
                    .orElseThrow(() -> new IOException(folder + " is locked by another process"));
            return new Workspace(folder, lock);
        } catch (IOException failure) {
            throw new UncheckedIOException("No folder for reports can be made", failure);
        }
    }

    /** A new, empty folder for one report. */
    Path folder() throws IOException {
        return Files.createTempDirectory(folder, "report-");
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : left) {
                try {
                    List<FileLock> free = tryLock(folder.resolve(LOCK));
                    if (!free.isEmpty()) {
                        remove(folder);
                        LOG.info("Removed {}, which a process that ended left behind", folder);
                        free.get(0).acquiredBy().close();
                    }
                } catch (IOException busy) {
                    // Another process makes or removes it at this moment, or it is not ours.
                    LOG.debug("Left {} as it is", folder, busy);
                }
            }
        }
    }

    /** The lock, unless somebody has it. */
    private static List<FileLock> tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            // Of this process.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? List.of() : List.of(lock);
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
