package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes, lists, rotates and revokes API keys of a service. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, lists, rotates and revokes API keys; needs an administrator's key.",
        subcommands = {
            CreateKeyCommand.class,
            KeysCommand.ListKeys.class,
            KeysCommand.Rotate.class,
            KeysCommand.Revoke.class
        })
final class KeysCommand implements Callable<Integer> {
    static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** Lists keys. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys, newest first.")
    static final class ListKeys implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ServiceClient client = service.client();
            PrintWriter out = spec.commandLine().getOut();
            String next = "";
            do {
                JsonNode page = client.read("keys?limit=500" + (next.isEmpty() ? "" : "&cursor=" + next));
                page.path("keys").valueStream().forEach(key -> out.println(line(key)));
                next = page.path("next").asString("");
            } while (!next.isEmpty());
            out.flush();
            return 0;
        }

        private static String line(JsonNode key) {
            return String.format(
                    Locale.ROOT,
                    "%s  %-8s %-8s %-20s %-24s %s",
                    key.path("key_id").asString(""),
                    key.path("status").asString(""),
                    key.path("role").asString(""),
                    key.path("company").asString("all companies"),
                    key.path("last_used_at").asString("never used"),
                    key.path("name").asString(""));
        }
    }

    /** Gives a key a new secret. */
    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Gives a key a new secret and prints it, this once; the old one stays valid for a while.")
    static final class Rotate implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "KEY_ID", description = "Id of the key.")
        private String keyId = "";

        @Option(
                names = "--overlap",
                paramLabel = "DURATION",
                defaultValue = "PT24H",
                description = "How long the old secret stays valid (default ${DEFAULT-VALUE}).")
        private Duration overlap = Duration.ofHours(24);

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ObjectNode body = JSON.createObjectNode().put("overlap", overlap.toString());
            show(spec, post(service.client(), path(keyId) + "/rotate", body));
            return 0;
        }
    }

    /** Ends a key. */
    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key at once and for good.")
    static final class Revoke implements Callable<Integer> {
        @Mixin
        private ServiceOptions service = new ServiceOptions();

        @Parameters(paramLabel = "KEY_ID", description = "Id of the key.")
        private String keyId = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            ServiceClient client = service.client();
            HttpResponse<String> answer =
                    client.send(client.request(path(keyId)).DELETE().build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw ServiceClient.refused(answer, answer.body());
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(keyId + " is revoked");
            out.flush();
            return 0;
        }
    }

    private static String path(String keyId) {
        return "keys/" + ReportCommand.encode(keyId);
    }

    static JsonNode post(ServiceClient client, String path, JsonNode body) {
        HttpRequest request = client.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return ServiceClient.document(client.send(request, BodyHandlers.ofString()));
    }

    /** The id for people, the key on a line of its own for scripts. */
    static void show(CommandSpec spec, JsonNode key) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Key " + key.path("key_id").asString("") + " ("
                + key.path("role").asString("") + ", " + key.path("name").asString("")
                + "). It is shown only now; keep it:");
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        out.println(key.path("key").asString(""));
        out.flush();
    }
}
