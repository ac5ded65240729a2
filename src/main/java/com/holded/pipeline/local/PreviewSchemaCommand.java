package com.holded.pipeline.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Tries a schema on what was collected. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description =
                "Tells what a JSON Schema would break of the accepted events of the last days. Registers nothing.")
final class PreviewSchemaCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Parameters(paramLabel = "FILE", description = "The JSON Schema.")
    private Path file = Path.of("");

    @Option(
            names = "--subject",
            paramLabel = "SUBJECT",
            description = "Only events of the type that this subject is for (default: all).")
    private String subject = "";

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description = "How far back (default ${DEFAULT-VALUE}).")
    private int days = 7;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Most events that are looked at (default ${DEFAULT-VALUE}).")
    private int limit = 20_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        JsonNode body = KeysCommand.JSON
                .createObjectNode()
                .put("schemaType", "JSON")
                .put("schema", Files.readString(file, StandardCharsets.UTF_8));
        String query = "?days=" + days + "&limit=" + limit
                + (subject.isEmpty() ? "" : "&subject=" + ReportCommand.encode(subject));
        JsonNode preview = KeysCommand.post(service.client(), "schemas/preview" + query, body);
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "%,d of %,d events would break, from %,d of %,d segments%s",
                preview.path("would_break").asLong(0),
                preview.path("events_judged").asLong(0),
                preview.path("segments_read").asLong(0),
                preview.path("segments_in_period").asLong(0),
                preview.path("complete").asBoolean(false) ? "" : " (a sample)"));
        preview.path("groups").valueStream().forEach(group -> out.println(group(group)));
        out.flush();
        return 0;
    }

    private static String group(JsonNode group) {
        return String.format(
                Locale.ROOT,
                "%,9d  %-28s %-12s %s",
                group.path("events").asLong(0),
                group.path("pointer").asString(""),
                group.path("keyword").asString(""),
                group.path("message").asString(""));
    }
}
