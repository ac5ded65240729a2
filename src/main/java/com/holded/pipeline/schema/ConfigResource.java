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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import javax.sql.DataSource;

/** What a new version must keep, of all subjects and of each, in Confluent's REST form. */
@Path("/config")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN, RegistryMedia.UNNAMED})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class ConfigResource {
    private final RegistryConfig config;

    @Inject
    ConfigResource(Settings settings, DataSource database) {
        this.config = new RegistryConfig(SchemaStore.forCallers(settings.registry(), database));
    }

    /** The global configuration. */
    @GET
    public String global() {
        return RegistryAnswer.config(config.config(ConfigTable.GLOBAL, true));
    }

    /** Sets what the body says, and leaves the rest. */
    @PUT
    @RequiresRole(Role.ADMIN)
    public String setGlobal(InputStream body) {
        return set(ConfigTable.GLOBAL, body);
    }

    /** Goes back to BACKWARD; answers what was. */
    @DELETE
    @RequiresRole(Role.ADMIN)
    public String removeGlobal() {
        return RegistryAnswer.config(config.removeConfig(ConfigTable.GLOBAL));
    }

    /** The configuration of a subject; with {@code defaultToGlobal} the one that holds for it. */
    @GET
    @Path("/{subject}")
    public String ofSubject(
            @PathParam("subject") String subject, @QueryParam("defaultToGlobal") boolean defaultToGlobal) {
        return RegistryAnswer.config(config.config(subject, defaultToGlobal));
    }

    /** Sets what the body says, and leaves the rest. */
    @PUT
    @Path("/{subject}")
    public String setOfSubject(
            @PathParam("subject") String subject, @Context HttpServletRequest request, InputStream body) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return set(subject, body);
    }

    /** Goes back to the global configuration; answers what was. */
    @DELETE
    @Path("/{subject}")
    public String removeOfSubject(@PathParam("subject") String subject, @Context HttpServletRequest request) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return RegistryAnswer.config(config.removeConfig(subject));
    }

    private String set(String subject, InputStream body) {
        SubjectConfig asked = SubjectConfig.read(body);
        config.setConfig(subject, asked);
        return RegistryAnswer.configSet(asked);
    }
}
