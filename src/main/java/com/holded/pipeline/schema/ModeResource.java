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

/** Whether subjects may be changed, all together and each, in Confluent's REST form. */
@Path("/mode")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@Consumes({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN, RegistryMedia.UNNAMED})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class ModeResource {
    private final RegistryConfig config;

    @Inject
    ModeResource(Settings settings, DataSource database) {
        this.config = new RegistryConfig(SchemaStore.forCallers(settings.registry(), database));
    }

    /** The global mode. */
    @GET
    public String global() {
        return RegistryAnswer.mode(config.mode(ConfigTable.GLOBAL, true));
    }

    /** Sets it. */
    @PUT
    @RequiresRole(Role.ADMIN)
    public String setGlobal(@QueryParam("force") boolean force, InputStream body) {
        return set(ConfigTable.GLOBAL, force, body);
    }

    /** Goes back to READWRITE; answers what was. */
    @DELETE
    @RequiresRole(Role.ADMIN)
    public String removeGlobal() {
        return RegistryAnswer.mode(config.removeMode(ConfigTable.GLOBAL));
    }

    /** The mode of a subject; with {@code defaultToGlobal} the one that holds for it. */
    @GET
    @Path("/{subject}")
    public String ofSubject(
            @PathParam("subject") String subject, @QueryParam("defaultToGlobal") boolean defaultToGlobal) {
        return RegistryAnswer.mode(config.mode(subject, defaultToGlobal));
    }

    /** Sets it. */
    @PUT
    @Path("/{subject}")
    public String setOfSubject(
            @PathParam("subject") String subject,
            @QueryParam("force") boolean force,
            @Context HttpServletRequest request,
            InputStream body) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return set(subject, force, body);
    }

    /** Goes back to the global mode; answers what was. */
    @DELETE
    @Path("/{subject}")
    public String removeOfSubject(@PathParam("subject") String subject, @Context HttpServletRequest request) {
        Caller.of(request).requireRight(SubjectRight.ADMIN, SubjectName.of(subject));
        return RegistryAnswer.mode(config.removeMode(subject));
    }

    private String set(String subject, boolean force, InputStream body) {
        Mode mode = Mode.read(body);
        config.setMode(subject, mode, force);
        return RegistryAnswer.mode(mode);
    }
}
