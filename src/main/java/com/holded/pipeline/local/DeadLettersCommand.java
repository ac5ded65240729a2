package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Looks at dead letters, replays and discards them. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows the events that are not counted, and takes them the way again or gives them up.",
        subcommands = {
            DeadLettersCommand.ListLetters.class,
            DeadLettersCommand.Show.class,
            ReplayCommand.class,
            DeadLettersCommand.Discard.class
        })
final class DeadLettersCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** Lists groups, or single dead letters. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists what dead letters have in common, largest group first; with --all each of them.")
    static final class ListLetters implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Mixin
        private DeadLetterOptions filter = new DeadLetterOptions();

        @Option(names = "--status", paramLabel = "STATUS", description = "open, replayed or discarded (default: all).")
        private String status = "";

        @Option(names = "--all", description = "Each dead letter, newest first.")
        private boolean all;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            ServiceClient client = service.client();
            if (all) {
                letters(client, out);
            } else {
                JsonNode groups = client.read("dead-letters/groups" + filter.query("status", status, "limit", "500"));
                groups.path("groups").valueStream().forEach(group -> out.println(group(group)));
                out.println(groups.path("total").asLong(0) + " dead letters");
            }
            out.flush();
            return 0;
        }

        private void letters(ServiceClient client, PrintWriter out) {
            String next = "";
            do {
                JsonNode page = client.read(
                        "dead-letters" + filter.query("status", status, "limit", String.valueOf(PAGE), "cursor", next));
                page.path("dead_letters").valueStream().forEach(letter -> out.println(letter(letter)));
                next = page.path("next").asString("");
            } while (!next.isEmpty());
        }

        private static String group(JsonNode group) {
            return String.format(
                    Locale.ROOT,
                    "%,9d  %-20s %-28s %-12s %s",
                    group.path("events").asLong(0),
                    group.path("reason").asString(""),
                    group.path("pointer").asString(""),
                    group.path("keyword").asString(""),
                    group.path("message").asString(""));
        }

        private static String letter(JsonNode letter) {
            return String.format(
                    Locale.ROOT,
                    "%s  %s  %-9s %-20s %-24s %s",
                    letter.path("event_id").asString(""),
                    letter.path("received_at").asString(""),
                    letter.path("status").asString(""),
                    letter.path("reason").asString(""),
                    letter.path("company_id").asString("-"),
                    letter.path("event_type").asString("-"));
        }
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one dead letter as JSON: the event as sent, its errors, what was done with it.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "EVENT_ID", description = "Id of the event.")
        private String eventId = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            out.println(service.client()
                    .read("dead-letters/" + ReportCommand.encode(eventId))
                    .toPrettyString());
            out.flush();
            return 0;
        }
    }

    /** Gives one up. */
    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Gives a dead letter up for good; it stays on record with the reason.")
    static final class Discard implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "EVENT_ID", description = "Id of the event.")
        private String eventId = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
        private String reason = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            JsonNode body = KeysCommand.JSON.createObjectNode().put("reason", reason);
            KeysCommand.post(service.client(), "dead-letters/" + ReportCommand.encode(eventId) + "/discard", body);
            PrintWriter out = spec.commandLine().getOut();
            out.println(eventId + " is discarded");
            out.flush();
            return 0;
        }
    }
}
