package com.holded.pipeline.schema;

import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Which registry this is, in Confluent's REST form. */
@Path("/v1/metadata")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class RegistryMetadataResource {
    /** The release of Confluent's registry whose interface this one follows; clients choose by it what to ask. */
    private static final String FOLLOWS = "7.9.0";

    /** There is no Kafka behind it. */
    @GET
    @Path("/id")
    public String id() {
        return RegistryAnswer.cluster("holded-pipeline");
    }

    /** The interface that it speaks. */
    @GET
    @Path("/version")
    public String version() {
        return RegistryAnswer.release(FOLLOWS);
    }
}
