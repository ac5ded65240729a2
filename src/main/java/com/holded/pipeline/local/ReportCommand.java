package com.holded.pipeline.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads a report. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Downloads a report, for example company-analytics; `./holded reports list` tells which there are.")
final class ReportCommand implements Callable<Integer> {
    /** Formats of a report. */
    enum Format {
        pdf,
        csv,
        xlsx,
        json
    }

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Parameters(paramLabel = "REPORT", description = "Name of the report.")
    private String report = "";

    @Option(names = "--from", paramLabel = "DAY", description = "First business day, such as 2026-01-31.")
    private @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Last business day.")
    private @Nullable LocalDate to;

    @Option(
            names = "--period",
            paramLabel = "PERIOD",
            description = "In place of --from and --to, such as last-month, last-7-days or this-year.")
    private @Nullable String period;

    @Option(names = "--company", paramLabel = "ID", description = "Of this company alone.")
    private @Nullable String company;

    @Option(names = "--event-type", paramLabel = "TYPE", description = "Of this event type alone.")
    private @Nullable String eventType;

    @Option(names = "--context", paramLabel = "CONTEXT", description = "Of this business context alone.")
    private @Nullable String context;

    @Option(names = "--top", paramLabel = "NUMBER", description = "Only so many companies or types.")
    private @Nullable Integer top;

    @Option(names = "--sort", paramLabel = "ORDER", description = "events, name, quality or last.")
    private @Nullable String sort;

    @Option(names = "--lang", paramLabel = "LANGUAGE", description = "es or en (default: as the service has it).")
    private @Nullable String language;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: as the name of the file ends, otherwise pdf).")
    private @Nullable Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "File to write (default: REPORT.FORMAT in this folder).")
    private @Nullable Path output;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Format wanted = wanted();
        Path file = Optional.ofNullable(output)
                .orElseGet(() -> Path.of(report + "." + wanted))
                .toAbsolutePath();
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(file));
        Map<String, String> filters = new LinkedHashMap<>();
        put(filters, "from", from);
        put(filters, "to", to);
        put(filters, "period", period);
        put(filters, "company", company);
        put(filters, "event_type", eventType);
        put(filters, "context", context);
        put(filters, "top", top);
        put(filters, "sort", sort);
        put(filters, "lang", language);
        long bytes = service.client().download(path(report, wanted.name(), filters), file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(file + " (" + bytes + " bytes)");
        out.flush();
        return 0;
    }

    private Format wanted() {
        String name = Optional.ofNullable(output).map(Path::toString).orElse("");
        return Optional.ofNullable(format)
                .or(() -> Arrays.stream(Format.values())
                        .filter(known -> name.endsWith("." + known))
                        .findFirst())
                .orElse(Format.pdf);
    }

    /** The path of a report with its filters. */
    static String path(String report, String format, Map<String, String> filters) {
        String query = filters.entrySet().stream()
                .map(filter -> filter.getKey() + "=" + encode(filter.getValue()))
                .collect(Collectors.joining("&"));
        return "reports/" + encode(report) + "." + format + (query.isEmpty() ? "" : "?" + query);
    }

    private static void put(Map<String, String> filters, String name, @Nullable Object value) {
        if (value != null) {
            filters.put(name, value.toString());
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
