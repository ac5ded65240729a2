package com.holded.pipeline.local;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant. */
public final class DeadLetterOptions {
    @Option(names = "--reason", paramLabel = "REASON", description = "Class of the first error, such as SCHEMA.")
    private String reason = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Event type, as it was sent.")
    private String type = "";

    @Option(names = "--company", paramLabel = "ID", description = "Company.")
    private String company = "";

    @Option(names = "--from", paramLabel = "WHEN", description = "Received on this day or later; or from this time on.")
    private String from = "";

    @Option(names = "--to", paramLabel = "WHEN", description = "Received on this day or earlier; or before this time.")
    private String to = "";

    /**
     * The query string of a request; what is empty is left out.
     *
     * @param more names and values of further parameters, in turn
     */
    String query(String... more) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("reason", reason);
        parameters.put("type", type);
        parameters.put("company", company);
        parameters.put("from", from);
        parameters.put("to", to);
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        String query = parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> parameter.getKey() + "=" + ReportCommand.encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}
