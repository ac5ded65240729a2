package com.holded.pipeline.local.generator;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** A generated file: NDJSON, one package (a JSON array) a line, UTF-8. */
public final class EventFile {
    private EventFile() {}

    /**
     * Generates the file; it appears under its name only when it is complete.
     *
     * @param progress is told the size of each package as it is written
     * @return what the product has to make of it
     * @throws IOException when it cannot be written
     */
    public static Expected write(Generation generation, Path file, IntConsumer progress) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            // A device or a pipe is written to, never replaced; a folder is refused by the attempt.
            return writeTo(generation, file, progress);
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            Expected expected = writeTo(generation, unfinished, progress);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
            return expected;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Expected writeTo(Generation generation, Path file, IntConsumer progress) throws IOException {
        Tally tally = new Tally(generation);
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            EventStream packages = new EventStream(generation);
            while (packages.hasNext()) {
                List<Element> elements = packages.next();
                writer.write(elements.stream().map(Element::json).collect(Collectors.joining(",", "[", "]\n")));
                tally.add(elements);
                progress.accept(elements.size());
            }
        }
        return tally.expected();
    }
}
