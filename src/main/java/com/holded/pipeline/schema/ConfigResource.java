package com.holded.pipeline.schema;

import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The registry's global configuration, in Confluent's REST form. */
@Path("/config")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@Dependent
public class ConfigResource {

    /** NONE: a new version is not compared with the ones before it, and there is nothing to set. */
    @GET
    public String compatibility() {
        return RegistryAnswer.compatibilityLevel("NONE");
    }
}
