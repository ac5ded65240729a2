package com.holded.pipeline.reports;

import com.holded.pipeline.platform.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/** Makes documents of reports in every format. Thread-safe. */
@Singleton
public class Documents {
    private static final Map<Format, DataExport.Writer> WRITERS =
            Map.of(Format.CSV, new CsvDocument(), Format.JSON, new JsonDocument(), Format.XLSX, new XlsxDocument());

    /** As long as callers usually wait for an answer, with room for the report itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Readers who take their time while others have their turn; each holds a connection to the database. */
    private static final int READERS = 3;

    /** What is written at once: few enough turns to cost nothing. */
    private static final int CHUNK = 64 << 10;

    /** A quarter of the threads that serve requests: the rest stays free for collection. */
    private static final int WAITING = 16;

    /** A page or two. */
    private static final int REHEARSED_ROWS = 50;

    private final Slots slots;
    private final Clock clock;
    private final Workspace workspace;
    private final PdfExport pdf;
    private final DataExport data;

    /** All reports read from this database. */
    @Inject
    public Documents(DataSource database, Settings settings, Clock clock) {
        this.slots = new Slots(settings.reports().parallelism(), READERS, WAITING, PATIENCE);
        this.clock = clock;
        this.workspace = Workspace.open(Path.of(System.getProperty("java.io.tmpdir")));
        this.pdf = new PdfExport(database, clock, settings.reports().pdfPages(), workspace);
        this.data = new DataExport(database, clock);
    }

    /**
     * Makes each report once for nobody, of the last days and with few rows. The first after a start waits for some thousand
     * classes, for fonts, and for a database that has not seen its queries; so all that is there before somebody asks.
     *
     * @throws com.holded.pipeline.platform.ProblemException when the database fails
     * @throws IOException when no file can be made
     */
    public void rehearse() throws IOException {
        Days days = Period.LAST_30_DAYS.days(LocalDate.now(clock.withZone(CsvFormat.ZONE)));
        Request request = new Request(
                new Filters(days, "", "", ""),
                Language.ES,
                new Request.Choice(Sort.EVENTS, REHEARSED_ROWS),
                false,
                false);
        for (Definition report : Catalogue.ALL) {
            pdf(report, request).content().close();
        }
    }

    /** A folder of its own for files in the making; whoever asked removes it. */
    Path folder() throws IOException {
        return workspace.folder();
    }

    /**
     * A whole PDF, as {@link PdfExport#document}.
     *
     * @throws com.holded.pipeline.platform.ProblemException OVERLOADED when too many reports are being made
     */
    PdfExport.Document pdf(Definition report, Request request) {
        return slots.in(() -> pdf.document(report, request));
    }

    /**
     * Writes a report in any format, but does not close the stream.
     *
     * @return the position that it counts
     * @throws com.holded.pipeline.platform.ProblemException OVERLOADED when too many reports are being made; nothing is
     *     written then
     * @throws IOException when the stream does not take it
     */
    Position write(Definition report, Format format, Request request, OutputStream out) throws IOException {
        if (format == Format.PDF) {
            PdfExport.Document document = pdf(report, request);
            try (InputStream content = document.content()) {
                content.transferTo(out);
            }
            return document.position();
        }
        DataExport.Writer writer = Objects.requireNonNull(WRITERS.get(format));
        return slots.in(() -> {
            OutputStream chunks = new BufferedOutputStream(slots.lending(out), CHUNK);
            Position position = data.write(writer, report, request, chunks);
            chunks.flush();
            return position;
        });
    }
}
