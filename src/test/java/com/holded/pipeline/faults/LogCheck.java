package com.holded.pipeline.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the children wrote: no credential. */
final class LogCheck {
    private LogCheck() {}

    static void check(Bed bed, List<Breach> breaches) {
        try (Stream<Path> files = Files.list(bed.folder())) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                for (String secret : List.of("MINIO_SECRET_KEY", "POSTGRES_PASSWORD", "HOLDED_ADMIN_KEY")) {
                    if (text.contains(bed.environment().get(secret))) {
                        breaches.add(new Breach(Breach.Invariant.I9, log + " shows " + secret));
                    }
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
