package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Downloads of reports. Shared by all threads. */
@Path("/reports")
@Singleton
public class ReportsResource {
    private final Clock clock;
    private final Freshness freshness;
    private final Documents documents;
    private final ReportRuns runs;
    private final ReportRunner runner;
    private final Duration kept;

    /** Reports of these documents; the settings bound their number. */
    @Inject
    public ReportsResource(
            Documents documents,
            ReportRuns runs,
            ReportRunner runner,
            DataSource database,
            Settings settings,
            Clock clock) {
        this.clock = clock;
        this.freshness = new Freshness(database, clock);
        this.documents = documents;
        this.runs = runs;
        this.runner = runner;
        this.kept = settings.reports().kept();
    }

    /** The reports that the caller may see, with their formats and parameters. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public String list(@Context HttpServletRequest http) {
        return Catalogue.json(Caller.of(http));
    }

    /**
     * One report. The query parameters are described in the list of reports; an unknown or wrong one is 400. A caller who
     * is bound to a company gets its rows alone.
     *
     * @param report name of the report
     * @param format extension of the format
     */
    @GET
    @Path("{report}.{format}")
    @Produces({
        "application/pdf",
        "text/csv",
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/problem+json"
    })
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public Response download(
            @PathParam("report") String report,
            @PathParam("format") String format,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context HttpServletRequest http,
            @Context jakarta.ws.rs.core.Request conditions) {
        Definition definition = definition(report);
        Format wanted = Format.of(format)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.NOT_FOUND,
                        "There is no such format of this report; there are " + String.join(", ", Format.extensions())));
        Request request = kept(
                definition,
                Parameters.read(definition, uri.getQueryParameters(), headers.getAcceptableLanguages(), clock),
                Caller.of(http));
        EntityTag tag = new EntityTag(freshness.tag(definition, wanted, request), true);
        Optional<Response.ResponseBuilder> unchanged = Optional.ofNullable(conditions.evaluatePreconditions(tag));
        Response.ResponseBuilder answer = unchanged.isPresent()
                ? unchanged.get()
                : document(definition, wanted, request)
                        .type(wanted.contentType())
                        .language(request.language().locale())
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"" + fileName(definition, wanted, request) + "\"");
        return answer.tag(tag)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                // May be kept by the caller, but never shown without asking whether it still holds.
                .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
                .build();
    }

    private Response.ResponseBuilder document(Definition definition, Format format, Request request) {
        if (format == Format.PDF) {
            PdfExport.Document document = documents.pdf(definition, request);
            return Response.ok(document.content()).header(HttpHeaders.CONTENT_LENGTH, document.sizeBytes());
        }
        // In the stream, not before it: a request whose body is never written holds nothing.
        return Response.ok((StreamingOutput) out -> documents.write(definition, format, request, out));
    }

    /**
     * Asks for a report in the background; its parameters are those of a download, and {@code format}.
     *
     * @param report name of the report
     */
    @POST
    @Path("{report}/runs")
    @Produces({MediaType.APPLICATION_JSON, "application/problem+json"})
    @RequiresRole(value = Role.ANALYST, keepsToCompany = true)
    public Response run(
            @PathParam("report") String report,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context HttpServletRequest http) {
        Definition definition = definition(report);
        Map<String, List<String>> asked = new HashMap<>(uri.getQueryParameters());
        Format format = RunParameters.format(asked.remove("format"));
        Caller caller = Caller.of(http);
        Request request =
                kept(definition, Parameters.read(definition, asked, headers.getAcceptableLanguages(), clock), caller);
        ReportRun run = runs.add(
                definition.name(),
                format,
                RunParameters.of(definition, request, clock),
                caller.company().orElse(""),
                caller.keyId());
        runner.wake();
        return Response.accepted(JsonText.write(run.toJson(kept)))
                .location(URI.create("/reports/runs/" + run.id()))
                .build();
    }

    private static Definition definition(String name) {
        return Catalogue.report(name)
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such report; see /reports"));
    }

    /** The request, of the company that the caller is bound to. */
    static Request kept(Definition report, Request request, Caller caller) {
        Optional<String> bound = caller.company();
        if (bound.isEmpty()) {
            return request;
        }
        String asked = request.filters().company();
        if (!report.isOfCompanies() || (!asked.isEmpty() && !caller.maySee(asked))) {
            throw new ProblemException(
                    ErrorCode.FORBIDDEN, "A key that is bound to a company sees the reports of that company alone.");
        }
        return request.of(bound.get());
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
