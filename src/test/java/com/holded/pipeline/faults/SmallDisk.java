package com.holded.pipeline.faults;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file system that is soon full. Needs the right to mount. */
final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);
    /** With {@code -Dfaults.mount=required} a machine that may not mount fails the test. */
    private static final String PROPERTY = "faults.mount";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one of so many megabytes; where that is not allowed, the test is aborted and says so. */
    static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
            int exit = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
            if (exit != 0) {
                String told = "this machine may not mount a small disk: faults F9 and F16 are NOT tested here";
                LOG.error(told);
                if (System.getProperty(PROPERTY, "").equals("required")) {
                    throw new AssertionError(told);
                }
                abort(told);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return new SmallDisk(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            if (run("umount", "-l", folder.toString()) != 0) {
                LOG.error("{} stays mounted", folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }
}
