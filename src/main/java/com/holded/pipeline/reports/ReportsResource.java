package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import javax.sql.DataSource;

/** Downloads of reports. Shared by all threads. */
@Path("/reports")
@Singleton
public class ReportsResource {
    private final Clock clock;
    private final Slots slots;
    private final PdfExport pdf;
    private final CsvExport csv;

    /** All reports read from this database; the settings bound their length and number. */
    @Inject
    public ReportsResource(DataSource database, Settings settings, Clock clock) {
        this.clock = clock;
        this.slots = new Slots(settings.reports().parallelism());
        this.pdf = new PdfExport(database, clock, settings.reports().pdfPages());
        this.csv = new CsvExport(database);
    }

    /** The reports that there are, with their formats and parameters. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresRole(Role.ANALYST)
    public String list() {
        return Catalogue.json();
    }

    /**
     * One report. The query parameters are described in the list of reports; an unknown or wrong one is 400.
     *
     * @param report name of the report
     * @param format {@code pdf} or {@code csv}
     */
    @GET
    @Path("{report}.{format}")
    @Produces({"application/pdf", "text/csv", "application/problem+json"})
    @RequiresRole(Role.ANALYST)
    public Response download(
            @PathParam("report") String report,
            @PathParam("format") String format,
            @Context UriInfo uri,
            @Context HttpHeaders headers) {
        Definition definition = Definition.of(report)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such report; see /reports"));
        Format wanted = Format.of(format)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND, "There is no such format of this report; there are pdf and csv"));
        Request request = Parameters.read(uri.getQueryParameters(), headers.getAcceptableLanguages(), clock);
        Response.ResponseBuilder answer =
                switch (wanted) {
                    case PDF -> {
                        PdfExport.Document document = slots.in(() -> pdf.document(definition, request));
                        yield Response.ok(document.content()).header(HttpHeaders.CONTENT_LENGTH, document.sizeBytes());
                    }
                    // In the stream, not before it: a request whose body is never written holds nothing.
                    case CSV ->
                        Response.ok((StreamingOutput) out -> slots.in(() -> {
                            csv.write(definition, request, out);
                            return true;
                        }));
                };
        Locale language = request.language().locale();
        return answer.type(wanted.contentType())
                .language(language)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + fileName(definition, wanted, request) + "\"")
                .build();
    }

    /** For example {@code company-analytics_2026-11-01_2026-11-30.csv}; holds nothing that the caller wrote. */
    private String fileName(Definition report, Format format, Request request) {
        Days days = request.filters().days();
        LocalDate today = LocalDate.now(clock.withZone(CsvFormat.ZONE));
        String from = days.hasFrom() ? days.from().toString() : "start";
        String to = days.hasTo() ? days.to().toString() : today.toString();
        return report.name() + "_" + from + "_" + to + "." + format.extension();
    }
}
