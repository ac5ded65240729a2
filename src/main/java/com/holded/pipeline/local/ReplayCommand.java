package com.holded.pipeline.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Takes dead letters the way again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what would come of the open dead letters that the options mean, by the schemas of now.",
            "With --yes it replays them and waits for the end; exit code 0 when the job completed."
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private DeadLetterOptions filter = new DeadLetterOptions();

    @Option(names = "--event", paramLabel = "EVENT_ID", description = "This event alone.")
    private String eventId = "";

    @Option(
            names = "--patch",
            paramLabel = "FILE",
            description = "JSON Merge Patch (RFC 7386) on each event before it is judged.")
    private @Nullable Path patch;

    @Option(names = "--yes", description = "Replay, and not only tell what would come of it.")
    private boolean yes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ServiceClient client = service.client();
        String edits = patch == null ? "" : Files.readString(patch, StandardCharsets.UTF_8);
        PrintWriter out = spec.commandLine().getOut();
        if (!yes) {
            JsonNode trial = post(client, filter.query("event_id", eventId, "dryRun", "true"), edits);
            out.println(trial.path("summary").asString(""));
            trial.path("remaining").valueStream().forEach(group -> out.println(remaining(group)));
            out.println("Nothing was changed; --yes replays.");
            out.flush();
            return 0;
        }
        JsonNode started = post(client, filter.query("event_id", eventId), edits);
        JobRun run = new Jobs(client).awaitEnd(JobRun.from(started.path("execution")), state -> {});
        out.println("Replay " + started.path("replay_id").asString("") + " " + run.result());
        out.flush();
        return run.isCompleted() ? 0 : 1;
    }

    private static JsonNode post(ServiceClient client, String query, String edits) {
        HttpRequest.Builder request = client.request("dead-letters/replay" + query);
        if (!edits.isEmpty()) {
            request.header("Content-Type", "application/merge-patch+json");
        }
        return ServiceClient.document(client.send(
                request.POST(edits.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(edits))
                        .build(),
                BodyHandlers.ofString()));
    }

    private static String remaining(JsonNode group) {
        return String.format(
                Locale.ROOT,
                "%,9d  %-20s %-28s %-12s %s",
                group.path("events").asLong(0),
                group.path("reason").asString(""),
                group.path("pointer").asString(""),
                group.path("keyword").asString(""),
                group.path("message").asString(""));
    }
}
