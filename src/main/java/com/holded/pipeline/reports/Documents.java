package com.holded.pipeline.reports;

import com.holded.pipeline.platform.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/** Makes documents of reports in every format. Thread-safe. */
@Singleton
public class Documents {
    private static final Map<Format, DataExport.Writer> WRITERS =
            Map.of(Format.CSV, new CsvDocument(), Format.JSON, new JsonDocument(), Format.XLSX, new XlsxDocument());

    private final Workspace workspace;
    private final PdfExport pdf;
    private final DataExport data;

    /** All reports read from this database. */
    @Inject
    public Documents(DataSource database, Settings settings, Clock clock) {
        this.workspace = Workspace.open(Path.of(System.getProperty("java.io.tmpdir")));
        this.pdf = new PdfExport(database, clock, settings.reports().pdfPages(), workspace);
        this.data = new DataExport(database, clock);
    }

    /** A folder of its own for files in the making; whoever asked removes it. */
    Path folder() throws IOException {
        return workspace.folder();
    }

    /** A whole PDF, as {@link PdfExport#document}. */
    PdfExport.Document pdf(Definition report, Request request) {
        return pdf.document(report, request);
    }

    /**
     * Writes a report in any format, but does not close the stream.
     *
     * @return the position that it counts
     * @throws IOException when the stream does not take it
     */
    Position write(Definition report, Format format, Request request, OutputStream out) throws IOException {
        if (format == Format.PDF) {
            PdfExport.Document document = pdf.document(report, request);
            try (InputStream content = document.content()) {
                content.transferTo(out);
            }
            return document.position();
        }
        return data.write(Objects.requireNonNull(WRITERS.get(format)), report, request, out);
    }
}
