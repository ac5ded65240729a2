package com.holded.pipeline.local;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** Makes a key. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = "Makes a key and prints it, this once: the service keeps its digest only.")
final class CreateKeyCommand implements Callable<Integer> {
    /** What its holder may do. */
    enum Role {
        producer,
        analyst,
        admin
    }

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "${COMPLETION-CANDIDATES}.")
    private Role role = Role.producer;

    @Option(
            names = "--company",
            paramLabel = "ID",
            description = "Send and see events of this company alone (default: of all).")
    private @Nullable String company;

    @Option(
            names = "--expires-in",
            paramLabel = "DURATION",
            description = "How long it is valid, such as P90D (default: for ever).")
    private @Nullable Duration expiresIn;

    @Option(
            names = "--subject",
            paramLabel = "PREFIX=RIGHT",
            description = "In the schema registry, write or admin on all subjects that begin so; may be repeated.")
    private Map<String, String> subjects = new LinkedHashMap<>();

    @Option(names = "--events-per-second", paramLabel = "N", description = "Its own limit of events.")
    private @Nullable Integer eventsPerSecond;

    @Option(names = "--requests-per-second", paramLabel = "N", description = "Its own limit of requests.")
    private @Nullable Integer requestsPerSecond;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ObjectNode body = KeysCommand.JSON.createObjectNode();
        body.put("name", name).put("role", role.name());
        if (company != null) {
            body.put("company", company);
        }
        if (expiresIn != null) {
            body.put("expires_in", expiresIn.toString());
        }
        ObjectNode limits = KeysCommand.JSON.createObjectNode();
        if (eventsPerSecond != null) {
            limits.put("events_per_second", eventsPerSecond);
        }
        if (requestsPerSecond != null) {
            limits.put("requests_per_second", requestsPerSecond);
        }
        if (!limits.isEmpty()) {
            body.set("limits", limits);
        }
        if (!subjects.isEmpty()) {
            ObjectNode rights = body.putObject("subjects");
            subjects.forEach(rights::put);
        }
        ServiceClient client = service.client();
        KeysCommand.show(spec, KeysCommand.post(client, "keys", body));
        return 0;
    }
}
