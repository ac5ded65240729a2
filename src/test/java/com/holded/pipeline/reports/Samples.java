package com.holded.pipeline.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/** Writes the samples of {@code docs/samples}: every report over the same made-up company, in Spanish. */
final class Samples {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T20:05:00Z"), ZoneOffset.UTC);
    private static final int COMPANIES = 36;
    private static final int PAGES = 500;

    private Samples() {}

    /** Writes them into the folder that the first argument names, or into {@code docs/samples}. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "docs/samples"));
        Path work = Files.createTempDirectory("samples");
        try (Rollup rollup = Rollup.start()) {
            SampleLedger.fill(rollup, COMPANIES);
            PdfExport pdf = new PdfExport(rollup.database(), CLOCK, PAGES, Workspace.open(work));
            DataExport data = new DataExport(rollup.database(), CLOCK);
            Days november = new Days(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 22));
            Request request = Request.of(new Filters(november, "", "", ""), Language.ES);
            for (Definition report : Catalogue.ALL) {
                print(pdf, report, request, folder.resolve(report.name() + ".pdf"));
                write(data, new CsvDocument(), report, request, folder.resolve(report.name() + ".csv"));
            }
            print(pdf, new CompanyAnalytics(), request.of("company_002"), folder.resolve("company_002.pdf"));
            for (Map.Entry<String, DataExport.Writer> format : Map.of(
                            "xlsx", new XlsxDocument(), "json", new JsonDocument())
                    .entrySet()) {
                Path file = folder.resolve("company-analytics." + format.getKey());
                write(data, format.getValue(), new CompanyAnalytics(), request, file);
            }
        } finally {
            Workspace.remove(work);
        }
    }

    private static void print(PdfExport pdf, Definition report, Request request, Path file) throws IOException {
        try (InputStream content = pdf.document(report, request).content()) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(DataExport data, DataExport.Writer format, Definition report, Request request, Path file)
            throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            data.write(format, report, request, out);
        }
    }
}
