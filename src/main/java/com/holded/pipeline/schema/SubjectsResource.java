package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.InputStream;
import javax.sql.DataSource;

/** Subjects and their versions, in Confluent's REST form. */
@Path("/subjects")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@Dependent
public class SubjectsResource {
    private final Registry registry;

    @Inject
    SubjectsResource(Settings settings, DataSource database) {
        this.registry = new Registry(settings.registry(), database);
    }

    /** The names of all subjects, sorted; with {@code subjectPrefix} those that begin like it. */
    @GET
    public String subjects(@QueryParam("subjectPrefix") @DefaultValue("") String prefix) {
        return RegistryAnswer.names(registry.subjects(prefix));
    }

    /** Whether, and as which version, the subject has the schema of the body. */
    @POST
    @Path("/{subject}")
    public String lookUp(@PathParam("subject") String subject, InputStream body) {
        return RegistryAnswer.version(registry.lookUp(subject, SchemaRequest.read(body)));
    }

    /** The numbers of the subject's versions, ascending. */
    @GET
    @Path("/{subject}/versions")
    public String versions(@PathParam("subject") String subject) {
        return RegistryAnswer.numbers(registry.versions(subject));
    }

    /** Registers the schema of the body; the same schema again gets the same id. */
    @POST
    @Path("/{subject}/versions")
    @RequiresRole(Role.ADMIN)
    public String register(@PathParam("subject") String subject, InputStream body) {
        return RegistryAnswer.id(registry.register(subject, SchemaRequest.read(body)));
    }

    /** One version, by its number or {@code latest}. */
    @GET
    @Path("/{subject}/versions/{version}")
    public String version(@PathParam("subject") String subject, @PathParam("version") String version) {
        return RegistryAnswer.version(registry.version(subject, version));
    }

    /** The bare text of one version. */
    @GET
    @Path("/{subject}/versions/{version}/schema")
    public String schema(@PathParam("subject") String subject, @PathParam("version") String version) {
        return registry.version(subject, version).schema().text();
    }
}
