package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Folders of the local platform. */
public final class Folders {
    private Folders() {}

    /**
     * Makes a folder with its parents.
     *
     * @throws LocalProblem when that is impossible
     */
    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new LocalProblem(
                    "Cannot make the folder " + folder + " (" + refused.getMessage()
                            + "). Check its rights, or choose another data folder with --data",
                    refused);
        }
    }

    /** The same, for its owner alone; a folder that is there already keeps its rights. */
    static Path makePrivate(Path folder) {
        if (!Files.exists(folder)) {
            makeFor(folder);
            try {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (IOException refused) {
                return make(folder);
            }
        }
        return folder;
    }

    /** Makes the folder that a file is to lie in. */
    static Path makeFor(Path file) {
        return make(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder"));
    }

    /** Deletes a folder and all that is in it; links are deleted, not followed. */
    public static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException gone) {
            // That is what was wanted.
        }
    }
}
