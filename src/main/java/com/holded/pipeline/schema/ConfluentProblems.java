package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Turns what the rest of the house answers as problem+json, a missing role for example, into the registry's form. */
@Provider
@ConfluentForm
public class ConfluentProblems implements ContainerResponseFilter {
    private static final MediaType PROBLEM = MediaType.valueOf(Problem.MEDIA_TYPE);

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MediaType type = response.getMediaType();
        if (type != null && type.isCompatible(PROBLEM) && response.getEntity() instanceof byte[] bytes) {
            JsonNode problem = JsonTree.parse(new String(bytes, StandardCharsets.UTF_8));
            String title = problem.path("title").asString("");
            response.setEntity(
                    RegistryAnswer.error(
                            response.getStatus(), problem.path("detail").asString(title)),
                    null,
                    RegistryMedia.acceptable(request.getAcceptableMediaTypes()));
        }
    }
}
