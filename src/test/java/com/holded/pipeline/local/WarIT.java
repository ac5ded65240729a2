package com.holded.pipeline.local;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build packs. */
class WarIT {
    @Test
    void every_library_is_marked_so_that_no_start_of_the_server_reads_its_classes() throws IOException {
        Path war = Home.explodedWar();

        Set<String> libraries = names(war.resolve("WEB-INF/lib"));

        // The form in which Payara looks for the folder of a jar that was unpacked.
        Set<String> marks = libraries.stream()
                .map(jar -> "WEB-INF__lib__" + jar.replace(".jar", "_jar"))
                .collect(toSet());
        assertThat(libraries).isNotEmpty();
        assertThat(names(war)).containsAll(marks);
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(toSet());
        }
    }
}
