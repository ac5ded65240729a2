package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows whether every event that was received is somewhere. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Shows by hour what was received and where it is now; fails when something is missing.")
final class LedgerCommand implements Callable<Integer> {
    private static final String LINE = "%-20s %10s %10s %10s %10s %12s %10s %10s %10s%n";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            description = "A UTC day such as 2026-03-05, or a time (default: a day before the end).")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "WHEN",
            description = "The last UTC day, or a time (default: now). At most 31 days.")
    private String to = "";

    @Option(
            names = "--company",
            paramLabel = "ID",
            description = "One company alone; then nothing tells what is missing.")
    private String company = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        JsonNode ledger = service.client().read("ops/ledger" + query());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                LINE,
                "hour (UTC)",
                "received",
                "loaded",
                "duplicates",
                "conflicts",
                "dead letters",
                "(replayed)",
                "residual",
                "in flight");
        ledger.path("hours")
                .valueStream()
                .forEach(hour -> print(out, hour.path("hour").asString(""), hour));
        JsonNode total = ledger.path("total");
        print(out, "total", total);
        long quarantined = total.at("/segments/quarantined").asLong(0);
        if (quarantined > 0) {
            out.println(quarantined + " segments are quarantined: none of their events is counted");
        }
        boolean balanced = total.path("balanced").asBoolean(true);
        if (!balanced) {
            out.println("Not balanced: rows were lost or added past the service");
        }
        out.flush();
        return balanced ? 0 : 1;
    }

    /** In flight are segments, not events. */
    private static void print(PrintWriter out, String name, JsonNode balance) {
        out.printf(
                Locale.ROOT,
                LINE,
                name,
                number(balance.path("received")),
                number(balance.path("loaded")),
                number(balance.path("duplicates")),
                number(balance.path("conflicts")),
                number(balance.path("dead_letters")),
                number(balance.path("replayed")),
                number(balance.path("residual")),
                balance.has("segments") ? number(balance.at("/segments/in_flight")) + " seg." : "-");
    }

    private static String number(JsonNode figure) {
        return figure.isNumber() ? String.format(Locale.ROOT, "%,d", figure.asLong()) : "-";
    }

    private String query() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("from", from);
        parameters.put("to", to);
        parameters.put("company", company);
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + ReportCommand.encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}
