package com.holded.pipeline.schema;

import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.List;

/** Contexts, in Confluent's REST form: there is the default one alone. */
@Path("/contexts")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class ContextsResource {

    /** The names of all contexts. */
    @GET
    public String contexts() {
        return RegistryAnswer.names(List.of("."));
    }
}
