package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.LeftOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clock of a machine, which is set while children run there: libfaketime. It shows them another time of day; what they
 * wait by goes on as ever, as it does on a machine. Needs Debian's {@code faketime}; where it is missing the test fails,
 * unless {@value #PROPERTY} says {@code left-out}.
 */
final class FakeClock {
    private static final String PROPERTY = "faults.faketime";

    private final Path library;
    private final Path file;

    /** One that is right. */
    FakeClock(Path folder) {
        LeftOut.ifAsked(PROPERTY, "a process whose clock is wrong");
        Optional<Path> found = library();
        assertThat(found)
                .as(LeftOut.hint(PROPERTY, "a wrong clock needs libfaketime (Debian: apt-get install faketime)"))
                .isPresent();
        this.library = found.orElseThrow();
        this.file = folder.resolve("clock");
        set(Duration.ZERO);
    }

    private static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(folder -> folder.resolve("faketime").resolve("libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A child on this machine. */
    ChildJvm.Start seenBy(ChildJvm.Start start) {
        Map<String, String> settings = Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Else a JVM's waits end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                // The archive of classes is refused when its jars look younger.
                "NO_FAKE_STAT", "1");
        ChildJvm.Start seeing = start;
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            seeing = seeing.setting(setting.getKey(), setting.getValue());
        }
        return seeing;
    }

    /** Sets it wrong by so much. */
    void set(Duration wrongBy) {
        try {
            Path next = Files.writeString(file.resolveSibling("clock.next"), String.format("%+d", wrongBy.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
