package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/** Schemas by id and all together, in Confluent's REST form. */
@Path("/schemas")
@Produces({RegistryMedia.V1, RegistryMedia.ANY_VERSION, RegistryMedia.PLAIN})
@RequiresRole(
        value = {Role.ANALYST, Role.PRODUCER},
        keepsToCompany = true)
@ConfluentForm
@Dependent
public class SchemasResource {
    private final Registry registry;

    @Inject
    SchemasResource(Settings settings, DataSource database) {
        this.registry = new Registry(SchemaStore.forCallers(settings.registry(), database));
    }

    /** Versions with their schemas, sorted by subject and version. */
    @GET
    public String schemas(
            @QueryParam("subjectPrefix") @DefaultValue("") String prefix,
            @QueryParam("deleted") boolean deleted,
            @QueryParam("latestOnly") boolean latestOnly,
            @QueryParam("offset") int offset,
            @QueryParam("limit") @DefaultValue("-1") int limit) {
        return RegistryAnswer.versions(
                registry.schemas(prefix, Deleted.asked(deleted, false), latestOnly, Page.asked(offset, limit)));
    }

    /** The schema languages that can be registered. */
    @GET
    @Path("/types")
    public String types() {
        return RegistryAnswer.names(
                Arrays.stream(SchemaType.values()).map(Enum::name).toList());
    }

    /** The schema with this id. */
    @GET
    @Path("/ids/{id}")
    public String schema(
            @PathParam("id") String id,
            @QueryParam("subject") @DefaultValue("") String subject,
            @QueryParam("fetchMaxId") boolean fetchMaxId) {
        RegisteredSchema schema = registry.schema(id, subject);
        return fetchMaxId ? RegistryAnswer.schema(schema, registry.greatestId()) : RegistryAnswer.schema(schema);
    }

    /** Its bare text. */
    @GET
    @Path("/ids/{id}/schema")
    public String text(@PathParam("id") String id, @QueryParam("subject") @DefaultValue("") String subject) {
        return registry.schema(id, subject).text();
    }

    /** The subjects that have it, sorted. */
    @GET
    @Path("/ids/{id}/subjects")
    public String subjects(
            @PathParam("id") String id,
            @QueryParam("subject") @DefaultValue("") String subject,
            @QueryParam("deleted") boolean deleted,
            @QueryParam("offset") int offset,
            @QueryParam("limit") @DefaultValue("-1") int limit) {
        List<SubjectVersion> uses =
                registry.uses(id, subject, Deleted.asked(deleted, false), Page.asked(offset, limit));
        return RegistryAnswer.names(uses.stream().map(SubjectVersion::subject).toList());
    }

    /** The subjects and versions that it is, sorted. */
    @GET
    @Path("/ids/{id}/versions")
    public String versions(
            @PathParam("id") String id,
            @QueryParam("subject") @DefaultValue("") String subject,
            @QueryParam("deleted") boolean deleted,
            @QueryParam("offset") int offset,
            @QueryParam("limit") @DefaultValue("-1") int limit) {
        return RegistryAnswer.uses(
                registry.uses(id, subject, Deleted.asked(deleted, false), Page.asked(offset, limit)));
    }
}
