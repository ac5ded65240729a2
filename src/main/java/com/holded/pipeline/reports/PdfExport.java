package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import net.sf.jasperreports.engine.DefaultJasperReportsContext;
import net.sf.jasperreports.engine.JRException;
import net.sf.jasperreports.engine.JRParameter;
import net.sf.jasperreports.engine.JasperFillManager;
import net.sf.jasperreports.engine.JasperPrint;
import net.sf.jasperreports.engine.JasperReport;
import net.sf.jasperreports.engine.JasperReportsContext;
import net.sf.jasperreports.engine.SimpleJasperReportsContext;
import net.sf.jasperreports.engine.fill.JRSwapFileVirtualizer;
import net.sf.jasperreports.engine.util.JRLoader;
import net.sf.jasperreports.engine.util.JRSwapFile;
import net.sf.jasperreports.export.OutputStreamExporterOutput;
import net.sf.jasperreports.export.SimpleExporterInput;
import net.sf.jasperreports.export.SimpleOutputStreamExporterOutput;
import net.sf.jasperreports.governors.MaxPagesGovernor;
import net.sf.jasperreports.governors.MaxPagesGovernorException;
import net.sf.jasperreports.pdf.JRPdfExporter;
import net.sf.jasperreports.pdf.SimplePdfExporterConfiguration;

/** Lays out a report as PDF. Pages beyond the first few wait in a file, so memory does not grow with the report. */
final class PdfExport {
    private static final String AUTHOR = "Holded event pipeline";
    private static final int PAGES_IN_MEMORY = 40;
    private static final int SWAP_BLOCK_BYTES = 8_192;
    private static final int SWAP_GROWTH_BLOCKS = 128;

    private final DataSource database;
    private final Clock clock;
    private final int mostPages;
    private final Workspace workspace;
    private final Map<String, JasperReport> templates = new ConcurrentHashMap<>();

    /** Templates, fonts and texts come with this room, whatever class loader the calling thread has. */
    private final JasperReportsContext context;

    PdfExport(DataSource database, Clock clock, int mostPages, Workspace workspace) {
        this.database = database;
        this.clock = clock;
        this.mostPages = mostPages;
        this.workspace = workspace;
        SimpleJasperReportsContext ours = new SimpleJasperReportsContext(DefaultJasperReportsContext.getInstance());
        // Swap files are deleted right after use; registering them for the end of the JVM would leak their names.
        ours.setProperty(JRSwapFile.PROPERTY_DELETE_ON_EXIT, "false");
        this.context = ours;
    }

    /**
     * A finished PDF.
     *
     * @param content whose file is gone when it is closed
     * @param position that it counts
     */
    record Document(InputStream content, long sizeBytes, Position position) {}

    /**
     * Makes the whole PDF.
     *
     * @throws ProblemException when it would be longer than the limit, or the database fails
     */
    Document document(Definition report, Request request) {
        try {
            Path folder = workspace.folder();
            try {
                Path file = folder.resolve("report.pdf");
                Position position = export(report, request, folder, file);
                // Read before the stream is opened, since opening unlinks the file where the system allows it.
                long sizeBytes = Files.size(file);
                return new Document(
                        Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE), sizeBytes, position);
            } finally {
                Workspace.remove(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Position export(Definition report, Request request, Path folder, Path file) {
        JRSwapFileVirtualizer virtualizer = new JRSwapFileVirtualizer(
                PAGES_IN_MEMORY,
                new JRSwapFile(context, folder.toString(), SWAP_BLOCK_BYTES, SWAP_GROWTH_BLOCKS),
                true);
        try {
            Filled filled = fill(report, request, virtualizer);
            virtualizer.setReadOnly(true);
            print(filled.pages(), report, request.language(), new SimpleOutputStreamExporterOutput(file.toFile()));
            return filled.position();
        } catch (JRException | RuntimeException failure) {
            throw translate(failure);
        } finally {
            virtualizer.cleanup();
        }
    }

    private void print(JasperPrint pages, Definition report, Language language, OutputStreamExporterOutput file)
            throws JRException {
        JRPdfExporter exporter = new LanguageExporter(context, language);
        exporter.setExporterInput(new SimpleExporterInput(pages));
        exporter.setExporterOutput(file);
        exporter.setConfiguration(metadata(report, language));
        exporter.exportReport();
    }

    private record Filled(JasperPrint pages, Position position) {}

    private Filled fill(Definition report, Request request, JRSwapFileVirtualizer virtualizer) throws JRException {
        try (Snapshot snapshot = Snapshot.open(database, report, request.filters(), clock)) {
            Front front = report.front(snapshot, request.choice(), request.language());
            if (front.leastRows() / report.rowsPerPage() >= mostPages) {
                throw tooLong();
            }
            Provenance provenance = Provenance.of(report, request, snapshot.position(), clock.instant());
            Map<String, Object> parameters = Heading.parameters(report, request, snapshot.span(), front, provenance);
            parameters.put(JRParameter.REPORT_VIRTUALIZER, virtualizer);
            try (Cursor rows = snapshot.rows(report, request.choice())) {
                JasperPrint pages = JasperFillManager.getInstance(context)
                        .fill(template(report), parameters, new RowSource(report, rows, request.language()));
                return new Filled(pages, snapshot.position());
            }
        }
    }

    private JasperReport template(Definition report) {
        return templates.computeIfAbsent(report.name(), name -> {
            String resource = "/reports/" + name + ".jasper";
            try (InputStream compiled = PdfExport.class.getResourceAsStream(resource)) {
                if (compiled == null) {
                    throw new IllegalStateException(resource + " is not on the class path");
                }
                JasperReport template = (JasperReport) JRLoader.loadObject(context, compiled);
                template.setProperty(MaxPagesGovernor.PROPERTY_MAX_PAGES_ENABLED, "true");
                template.setProperty(MaxPagesGovernor.PROPERTY_MAX_PAGES, Integer.toString(mostPages));
                return template;
            } catch (IOException | JRException broken) {
                throw new IllegalStateException(resource + " cannot be read", broken);
            }
        });
    }

    private static SimplePdfExporterConfiguration metadata(Definition report, Language language) {
        SimplePdfExporterConfiguration metadata = new SimplePdfExporterConfiguration();
        metadata.setMetadataTitle(language.text(report.name() + ".title"));
        metadata.setMetadataAuthor(AUTHOR);
        metadata.setMetadataCreator(AUTHOR);
        metadata.setMetadataSubject(language.text(report.name() + ".subject"));
        metadata.setDisplayMetadataTitle(true);
        metadata.setCompressed(true);
        return metadata;
    }

    /** The problem that is behind a failure of the template engine, which wraps what its data source throws. */
    private RuntimeException translate(Exception failure) {
        Optional<Throwable> cause = Optional.of(failure);
        while (cause.isPresent()) {
            if (cause.get() instanceof ProblemException problem) {
                return problem;
            }
            if (cause.get() instanceof MaxPagesGovernorException) {
                return tooLong();
            }
            cause = cause.map(Throwable::getCause);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    private ProblemException tooLong() {
        return new ProblemException(
                ErrorCode.UNPROCESSABLE,
                "The PDF would have more than " + mostPages
                        + " pages; take CSV, XLSX or JSON, which have no limit, or ask for less with top, company,"
                        + " event_type, context or a shorter period",
                Map.of("pages_max", Integer.toString(mostPages)));
    }
}
