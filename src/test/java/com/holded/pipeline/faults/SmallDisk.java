package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Command;
import com.holded.pipeline.testing.LeftOut;
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
        LeftOut.ifAsked(PROPERTY, "what happens on a full disk");
        try {
            Files.createDirectories(folder);
            assertThat(Command.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()))
                    .as(LeftOut.hint(PROPERTY, "mounting a small disk needs the right to do so"))
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

    /** Moves a folder onto it; what looks for it at its old place finds it. */
    void take(Path moved) throws IOException {
        Path here = folder.resolve(moved.getFileName());
        assertThat(Command.run("mv", moved.toString(), here.toString())).isZero();
        Files.createSymbolicLink(moved, here);
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
        if (Command.run("umount", "-l", folder.toString()) != 0) {
            LOG.error("{} stays mounted", folder);
        }
    }
}
