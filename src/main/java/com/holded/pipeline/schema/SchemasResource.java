package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.List;
import javax.sql.DataSource;

/** Schemas by id, in Confluent's REST form. */
@Path("/schemas")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@Dependent
public class SchemasResource {
    private final Registry registry;

    @Inject
    SchemasResource(Settings settings, DataSource database) {
        this.registry = new Registry(settings.registry(), database);
    }

    /** The schema languages that can be registered. */
    @GET
    @Path("/types")
    public String types() {
        return RegistryAnswer.names(List.of(SchemaType.JSON.name()));
    }

    /** The schema with this id. */
    @GET
    @Path("/ids/{id}")
    public String schema(@PathParam("id") String id) {
        return RegistryAnswer.schema(registry.schema(id));
    }

    /** Its bare text. */
    @GET
    @Path("/ids/{id}/schema")
    public String text(@PathParam("id") String id) {
        return registry.schema(id).text();
    }

    /** The subjects and versions that it is. */
    @GET
    @Path("/ids/{id}/versions")
    public String versions(@PathParam("id") String id) {
        return RegistryAnswer.uses(registry.versionsOf(id));
    }
}
