package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows where one event is. */
@Command(
        name = "lineage",
        mixinStandardHelpOptions = true,
        description = "Shows where one event is, and how it came there.")
final class LineageCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Parameters(paramLabel = "EVENT_ID", description = "Id of the event.")
    private String eventId = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        JsonNode lineage = service.client().read("events/" + ReportCommand.encode(eventId) + "/lineage");
        PrintWriter out = spec.commandLine().getOut();
        line(out, "event", text(lineage, "/event_id"), "in package", text(lineage, "/package_id"));
        line(out, "", text(lineage, "/event_type"), "of company", text(lineage, "/company_id"));
        line(out, "outcome", text(lineage, "/outcome"));
        line(out, "raw", text(lineage, "/raw/object_name"), "line", text(lineage, "/raw/line"));
        line(
                out,
                "",
                text(lineage, "/raw/status"),
                text(lineage, "/raw/received_at"),
                "by schema",
                text(lineage, "/raw/schema_id"));
        errors(out, lineage.at("/raw/errors"));
        if (lineage.has("segment")) {
            line(out, "segment", text(lineage, "/segment/state"), ifThere(lineage, "/segment/finished_at"));
        }
        if (lineage.at("/segment").has("execution")) {
            line(
                    out,
                    "execution",
                    text(lineage, "/segment/execution/execution_id"),
                    text(lineage, "/segment/execution/job"),
                    text(lineage, "/segment/execution/status"),
                    "pipeline",
                    text(lineage, "/segment/pipeline_version"));
        }
        if (lineage.has("enriched")) {
            line(out, "enriched", text(lineage, "/enriched/object_name"));
        }
        if (lineage.has("dead_letter")) {
            deadLetter(out, lineage.path("dead_letter"));
        }
        if (lineage.has("row")) {
            line(
                    out,
                    "row",
                    "loaded",
                    text(lineage, "/row/loaded_at"),
                    "day",
                    text(lineage, "/row/business_day"),
                    text(lineage, "/row/business_context"));
        }
        if (lineage.has("duplicate")) {
            line(out, "duplicate", "of", text(lineage, "/duplicate/original_event_id"));
        }
        out.flush();
        return 0;
    }

    private static void deadLetter(PrintWriter out, JsonNode letter) {
        line(
                out,
                "dead letter",
                text(letter, "/status"),
                text(letter, "/reason"),
                "since",
                text(letter, "/first_seen_at"));
        errors(out, letter.path("errors"));
        letter.path("history")
                .valueStream()
                .forEach(deed -> line(
                        out,
                        "",
                        text(deed, "/action"),
                        text(deed, "/action_id"),
                        text(deed, "/at"),
                        text(deed, "/outcome"),
                        ifThere(deed, "/enriched_object")));
    }

    private static void errors(PrintWriter out, JsonNode errors) {
        errors.valueStream()
                .forEach(error ->
                        line(out, "", text(error, "/reason"), ifThere(error, "/pointer"), text(error, "/message")));
    }

    private static void line(PrintWriter out, String name, String... words) {
        out.printf(Locale.ROOT, "%-12s %s%n", name, String.join(" ", words).strip());
    }

    private static String text(JsonNode node, String pointer) {
        return node.at(pointer).asString("-");
    }

    /** Nothing where there is none. */
    private static String ifThere(JsonNode node, String pointer) {
        return node.at(pointer).asString("");
    }
}
