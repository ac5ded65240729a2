package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/**
 * The credentials of a local platform, made at random at its first start and kept in {@code credentials.properties},
 * which its owner alone can read.
 */
public record Credentials(Secret adminKey, Secret postgresPassword, Secret s3AccessKey, Secret s3SecretKey) {
    private static final String FILE = "credentials.properties";
    private static final int ACCESS_KEY_BYTES = 10;
    private static final int SECRET_BYTES = 24;

    /**
     * Reads the credentials of a data directory; makes and keeps those that are missing.
     *
     * @throws LocalProblem when the file can be neither read nor written
     */
    public static Credentials keptIn(Path dataDirectory) {
        Path file = dataDirectory.resolve(FILE);
        try {
            Properties kept = read(file);
            int before = kept.size();
            Credentials credentials = new Credentials(
                    secret(kept, Setting.HOLDED_ADMIN_KEY, "hld_admin_", SECRET_BYTES),
                    secret(kept, Setting.POSTGRES_PASSWORD, "", SECRET_BYTES),
                    secret(kept, Setting.MINIO_ACCESS_KEY, "", ACCESS_KEY_BYTES),
                    secret(kept, Setting.MINIO_SECRET_KEY, "", SECRET_BYTES));
            if (kept.size() > before) {
                write(file, kept);
            }
            return credentials;
        } catch (IOException | UncheckedIOException unusable) {
            throw new LocalProblem(
                    "Cannot keep credentials in " + file + " (" + unusable.getMessage()
                            + "). Check its rights, or choose another folder with --data",
                    unusable);
        }
    }

    /** The administrator's key of a data directory, when a platform was ever started on it. */
    static Optional<Secret> adminKeyIn(Path dataDirectory) {
        try {
            return Optional.ofNullable(read(dataDirectory.resolve(FILE)).getProperty(Setting.HOLDED_ADMIN_KEY.name()))
                    .map(Secret::new);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Secret secret(Properties kept, Setting name, String prefix, int bytes) {
        return new Secret((String) kept.computeIfAbsent(name.name(), key -> prefix + random(bytes)));
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static Properties read(Path file) throws IOException {
        Properties kept = new Properties();
        try (InputStream input = Files.newInputStream(file)) {
            kept.load(input);
        } catch (NoSuchFileException first) {
            return kept;
        }
        return kept;
    }

    /** Written beside and renamed, so that a crash never leaves half a file and nobody else reads it meanwhile. */
    private static void write(Path file, Properties kept) throws IOException {
        Path written = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream output = Files.newOutputStream(written)) {
            kept.store(output, "Credentials of this local platform; made at its first start. Keep them to yourself.");
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
