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

/** Subjects, in Confluent's REST form. */
@Path("/subjects")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN, RegistryMedia.UNNAMED})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class SubjectsResource {
    private final Registry registry;
    private final Registrations registrations;
    private final Deletions deletions;

    @Inject
    SubjectsResource(Settings settings, DataSource database) {
        SchemaStore store = SchemaStore.forCallers(settings.registry(), database);
        this.registry = new Registry(store);
        this.registrations = new Registrations(store);
        this.deletions = new Deletions(store);
    }

    /** The names of the subjects that begin like this, sorted. */
    @GET
    public String subjects(
            @QueryParam("subjectPrefix") @DefaultValue("") String prefix,
            @QueryParam("deleted") boolean deleted,
            @QueryParam("deletedOnly") boolean deletedOnly,
            @QueryParam("offset") int offset,
            @QueryParam("limit") @DefaultValue("-1") int limit) {
        return RegistryAnswer.names(
                registry.subjects(prefix, Deleted.asked(deleted, deletedOnly), Page.asked(offset, limit)));
    }

    /** Whether, and as which version, the subject has the schema of the body. */
    @POST
    @Path("/{subject}")
    public String lookUp(
            @PathParam("subject") String subject,
            @QueryParam("normalize") boolean normalize,
            @QueryParam("deleted") boolean deleted,
            InputStream body) {
        return RegistryAnswer.version(
                registrations.lookUp(subject, SchemaRequest.read(body), normalize, Deleted.asked(deleted, false)));
    }

    /** Deletes all versions of the subject; answers their numbers. */
    @DELETE
    @Path("/{subject}")
    public String delete(
            @PathParam("subject") String subject,
            @QueryParam("permanent") boolean permanent,
            @Context HttpServletRequest request) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return RegistryAnswer.numbers(deletions.subject(subject, permanent));
    }
}
