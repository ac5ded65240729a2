package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema in a file, and the subject that it is meant for. */
final class SchemaFile {
    private static final Pattern REFERENCE = Pattern.compile("(.+)=([^=]+):([0-9]{1,9})");

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "For example events.raw-value.")
    private String subject = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The schema.")
    private Path file = Path.of("");

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "AVRO or JSON (default: AVRO for a file named .avsc, else JSON).")
    private @Nullable String type;

    @Option(
            names = "--reference",
            paramLabel = "NAME=SUBJECT:VERSION",
            description = "A schema that the file uses by this name; may be given several times.")
    private List<String> references = new ArrayList<>();

    String encodedSubject() {
        return ReportCommand.encode(subject);
    }

    /** The body that asks the registry about it. */
    ObjectNode request() {
        String named = Optional.ofNullable(type)
                .map(text -> text.toUpperCase(Locale.ROOT))
                .orElse(file.toString().endsWith(".avsc") ? "AVRO" : "JSON");
        ObjectNode request =
                KeysCommand.JSON.createObjectNode().put("schemaType", named).put("schema", text());
        if (!references.isEmpty()) {
            ArrayNode array = request.putArray("references");
            references.forEach(reference -> add(array, reference));
        }
        return request;
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new LocalProblem("Cannot read " + file, unreadable);
        }
    }

    private static void add(ArrayNode array, String reference) {
        Matcher parts = REFERENCE.matcher(reference);
        if (!parts.matches()) {
            throw new LocalProblem("A reference is NAME=SUBJECT:VERSION, not " + reference);
        }
        array.addObject()
                .put("name", parts.group(1))
                .put("subject", parts.group(2))
                .put("version", Integer.parseInt(parts.group(3)));
    }
}
