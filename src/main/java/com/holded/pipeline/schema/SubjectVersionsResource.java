package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.security.SubjectRight;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import javax.sql.DataSource;

/** The versions of a subject, in Confluent's REST form. */
@Path("/subjects/{subject}/versions")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN, RegistryMedia.UNNAMED})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class SubjectVersionsResource {
    private final Registry registry;
    private final Registrations registrations;
    private final Deletions deletions;

    @Inject
    SubjectVersionsResource(Settings settings, DataSource database) {
        SchemaStore store = SchemaStore.forCallers(settings.registry(), database);
        this.registry = new Registry(store);
        this.registrations = new Registrations(store);
        this.deletions = new Deletions(store);
    }

    /** The numbers of the subject's versions, ascending. */
    @GET
    public String versions(
            @PathParam("subject") String subject,
            @QueryParam("deleted") boolean deleted,
            @QueryParam("deletedOnly") boolean deletedOnly,
            @QueryParam("offset") int offset,
            @QueryParam("limit") @DefaultValue("-1") int limit) {
        return RegistryAnswer.numbers(
                registry.versions(subject, Deleted.asked(deleted, deletedOnly), Page.asked(offset, limit)));
    }

    /** Registers the schema of the body; the same schema again gets the same id. */
    @POST
    public String register(
            @PathParam("subject") String subject,
            @QueryParam("normalize") boolean normalize,
            @Context HttpServletRequest request,
            InputStream body) {
        Caller.of(request).requireRight(SubjectRight.WRITE, SubjectName.of(subject));
        return RegistryAnswer.id(registrations.register(subject, SchemaRequest.read(body), normalize));
    }

    /** One version, by its number or {@code latest}. */
    @GET
    @Path("/{version}")
    public String version(
            @PathParam("subject") String subject,
            @PathParam("version") String version,
            @QueryParam("deleted") boolean deleted) {
        return RegistryAnswer.version(registry.version(subject, version, Deleted.asked(deleted, false)));
    }

    /** Deletes a version; answers its number. */
    @DELETE
    @Path("/{version}")
    public String delete(
            @PathParam("subject") String subject,
            @PathParam("version") String version,
            @QueryParam("permanent") boolean permanent,
            @Context HttpServletRequest request) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return String.valueOf(deletions.version(subject, version, permanent));
    }

    /** The bare text of one version. */
    @GET
    @Path("/{version}/schema")
    public String schema(
            @PathParam("subject") String subject,
            @PathParam("version") String version,
            @QueryParam("deleted") boolean deleted) {
        return registry.version(subject, version, Deleted.asked(deleted, false))
                .schema()
                .text();
    }

    /** Ids of the schemas that refer to this version, ascending. */
    @GET
    @Path("/{version}/referencedby")
    public String referrers(
            @PathParam("subject") String subject,
            @PathParam("version") String version,
            @QueryParam("deleted") boolean deleted) {
        return RegistryAnswer.numbers(registry.referrers(subject, version, Deleted.asked(deleted, false)));
    }
}
