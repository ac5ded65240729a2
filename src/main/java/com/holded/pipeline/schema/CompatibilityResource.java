package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.io.InputStream;
import javax.sql.DataSource;

/** Whether a schema could be the next version of a subject, in Confluent's REST form. */
@Path("/compatibility/subjects/{subject}/versions")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN, RegistryMedia.UNNAMED})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class CompatibilityResource {
    private final Registrations registrations;

    @Inject
    CompatibilityResource(Settings settings, DataSource database) {
        this.registrations = new Registrations(SchemaStore.forCallers(settings.registry(), database));
    }

    /** Held against the versions that the level of the subject asks for. */
    @POST
    public String check(
            @PathParam("subject") String subject,
            @QueryParam("normalize") boolean normalize,
            @QueryParam("verbose") boolean verbose,
            InputStream body) {
        return RegistryAnswer.compatible(registrations.check(subject, SchemaRequest.read(body), normalize), verbose);
    }

    /** Held against one version. */
    @POST
    @Path("/{version}")
    public String check(
            @PathParam("subject") String subject,
            @PathParam("version") String version,
            @QueryParam("normalize") boolean normalize,
            @QueryParam("verbose") boolean verbose,
            InputStream body) {
        return RegistryAnswer.compatible(
                registrations.check(subject, version, SchemaRequest.read(body), normalize), verbose);
    }
}
