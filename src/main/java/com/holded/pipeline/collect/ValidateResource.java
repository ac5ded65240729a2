package com.holded.pipeline.collect;

import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.schema.RegistryException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.Origin;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What the way in would say to a package, without taking it. */
@Path("/validate")
public class ValidateResource {
    private final Collector collector;
    private final Limiter limiter;
    private final LiveContracts contracts;

    @Inject
    public ValidateResource(Collector collector, Limiter limiter, LiveContracts contracts) {
        this.collector = collector;
        this.limiter = limiter;
        this.contracts = contracts;
    }

    /**
     * Judges one event or an array of them by the contracts that hold now, or by a schema that is named: a version of a
     * subject, the latest unless one is given, or an id. Nothing is stored.
     */
    @POST
    @RequiresRole(value = Role.PRODUCER, keepsToCompany = true)
    @Produces(MediaType.APPLICATION_JSON)
    public Response validate(
            @QueryParam("subject") @DefaultValue("") String subject,
            @QueryParam("version") @DefaultValue("") String version,
            @QueryParam("schema_id") @DefaultValue("") String schemaId,
            @Context HttpHeaders headers,
            @Context HttpServletRequest request)
            throws IOException {
        Allowance allowance = Allowance.of(request);
        Optional<Allowance.Refusal> tooMany = limiter.events(allowance);
        if (tooMany.isPresent()) {
            return CollectResource.with(
                    tooMany.get().headers(), tooMany.get().problem().toResponse());
        }
        Contracts asked = asked(subject, version, schemaId);
        try {
            byte[] answer = collector.validate(
                    new Submission(
                            request.getInputStream(),
                            CollectResource.header(headers, HttpHeaders.CONTENT_TYPE),
                            CollectResource.header(headers, HttpHeaders.CONTENT_ENCODING),
                            CollectResource.contentLength(headers),
                            List.of(),
                            Caller.of(request),
                            allowance,
                            Origin.NOT_KEPT),
                    asked);
            return CollectResource.with(
                    allowance.headers(),
                    Response.ok(answer, MediaType.APPLICATION_JSON_TYPE).build());
        } catch (ProblemException problem) {
            return CollectResource.refusal(problem);
        }
    }

    private Contracts asked(String subject, String version, String schemaId) {
        if (subject.isEmpty() && !version.isEmpty()) {
            throw ProblemException.badParameter("version", "expected with a subject, whose version it is");
        }
        if (!subject.isEmpty() && !schemaId.isEmpty()) {
            throw ProblemException.badParameter(
                    "schema_id", "expected without a subject: one of them names the schema");
        }
        if (!subject.isEmpty()) {
            return named(() -> contracts.version(subject, version.isEmpty() ? "latest" : version));
        }
        if (schemaId.isEmpty()) {
            return contracts;
        }
        if (!schemaId.matches("[0-9]{1,9}")) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "there is no schema of this id");
        }
        return named(() -> contracts.byId(Integer.parseInt(schemaId)));
    }

    private static Contracts named(Supplier<Contract> schema) {
        try {
            return Contracts.only(schema.get());
        } catch (RegistryException failure) {
            throw problem(failure);
        }
    }

    private static ProblemException problem(RegistryException failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure.isOutage()) {
            return new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "the schema registry is out of reach", failure);
        }
        return failure.error().status() == ErrorCode.NOT_FOUND.status()
                ? new ProblemException(ErrorCode.NOT_FOUND, detail)
                : new ProblemException(ErrorCode.UNPROCESSABLE, detail);
    }
}
