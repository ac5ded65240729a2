package com.holded.pipeline.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What is known outside of a platform that runs on a data directory: its process, its addresses, and whether it is
 * ready. It holds a lock as long as it lives, which the system releases however it dies.
 */
record RunningPlatform(long pid, boolean ready, URI service, String objectStorage, String database) {
    private static final String FILE = "platform.properties";
    private static final String LOCK = "platform.lock";

    /** The folder of a data directory that holds what only matters while something runs. */
    static Path runFolder(Path dataDirectory) {
        return dataDirectory.resolve("run").toAbsolutePath().normalize();
    }

    /** The platform that runs on a data directory, if one does. */
    static Optional<RunningPlatform> on(Path dataDirectory) {
        Path folder = runFolder(dataDirectory);
        if (!Files.exists(folder.resolve(LOCK))) {
            return Optional.empty();
        }
        try {
            Lock.on(dataDirectory).close();
            return Optional.empty();
        } catch (AlreadyRunning running) {
            return Optional.of(read(folder));
        }
    }

    /** Keeps this for others to read. */
    void keep(Path dataDirectory) {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("ready", Boolean.toString(ready));
        properties.setProperty("service", service.toString());
        properties.setProperty("object_storage", objectStorage);
        properties.setProperty("database", database);
        Path folder = Folders.make(runFolder(dataDirectory));
        Path written = folder.resolve(FILE + ".new");
        try {
            try (OutputStream output = Files.newOutputStream(written)) {
                properties.store(output, null);
            }
            Files.move(
                    written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new LocalProblem("Cannot write to " + folder + " (" + failed.getMessage() + ")", failed);
        }
    }

    private static RunningPlatform read(Path folder) {
        Properties properties = new Properties();
        try (InputStream input = Files.newInputStream(folder.resolve(FILE))) {
            properties.load(input);
        } catch (NoSuchFileException justStarting) {
            throw new LocalProblem(
                    "A platform is just starting on " + folder.getParent() + ". Try again", justStarting);
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + folder + " (" + unreadable.getMessage() + ")", unreadable);
        }
        return new RunningPlatform(
                Long.parseLong(properties.getProperty("pid")),
                Boolean.parseBoolean(properties.getProperty("ready")),
                URI.create(properties.getProperty("service")),
                properties.getProperty("object_storage"),
                properties.getProperty("database"));
    }

    /** Somebody holds the lock. */
    static final class AlreadyRunning extends Exception {
        private AlreadyRunning() {
            super("locked");
        }
    }

    /** The right to run on a data directory; one process at a time has it. */
    static final class Lock implements AutoCloseable {
        private final FileChannel channel;
        private final FileLock lock;

        private Lock(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }

        /**
         * Takes the lock.
         *
         * @throws AlreadyRunning when another platform has it
         */
        static Lock on(Path dataDirectory) throws AlreadyRunning {
            Path file = Folders.make(runFolder(dataDirectory)).resolve(LOCK);
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel);
                if (lock == null) {
                    channel.close();
                    throw new AlreadyRunning();
                }
                return new Lock(channel, lock);
            } catch (IOException refused) {
                throw new LocalProblem(
                        "Cannot use " + file + " (" + refused.getMessage()
                                + "). Check its rights, or choose another folder with --data",
                        refused);
            }
        }

        private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
            try {
                return channel.tryLock();
            } catch (OverlappingFileLockException ownProcess) {
                return null;
            }
        }

        @Override
        public void close() {
            try {
                lock.release();
                channel.close();
            } catch (IOException impossible) {
                // The system releases it at the latest when this process ends.
            }
        }
    }
}
