package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system that is soon full. Needs the right to mount, which the machine that runs the profile {@code faults} must
 * give: where it does not, the test fails, unless {@value #PROPERTY} says {@code left-out}.
 */
final class SmallDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);

    private static final String PROPERTY = "faults.mount";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one of so many megabytes. */
    static SmallDisk mount(Path folder, int megabytes) {
        if (System.getProperty(PROPERTY, "").equals("left-out")) {
            String told = "left out by -D" + PROPERTY + ": what happens on a full disk is NOT tested here";
            LOG.error(told);
            abort(told);
        }
        try {
            Files.createDirectories(folder);
            assertThat(run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()))
                    .as("mounting a small disk needs the right to do so; -D" + PROPERTY
                            + "=left-out leaves out what needs it")
                    .isZero();
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return new SmallDisk(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path folder() {
        return folder;
    }

    /** Fills it, down to the last byte. */
    void fill() {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // It is what was wanted.
        }
    }

    /** Takes away again what filled it. */
    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
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
