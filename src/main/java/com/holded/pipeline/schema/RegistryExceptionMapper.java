package com.holded.pipeline.schema;

import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code {"error_code","message"}}, the one form of error that Confluent's clients read. */
@Provider
public class RegistryExceptionMapper implements ExceptionMapper<RegistryException> {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryExceptionMapper.class);

    private final HttpHeaders request;

    /** @param request the headers of the request that is being answered, by a proxy of JAX-RS */
    public RegistryExceptionMapper(@Context HttpHeaders request) {
        this.request = request;
    }

    @Override
    public Response toResponse(RegistryException error) {
        if (error.isOutage()) {
            LOG.error("The schema registry failed", error);
        } else {
            LOG.info("Registry request refused: {}", error.error());
        }
        return Response.status(error.error().status())
                .type(RegistryMedia.acceptable(request.getAcceptableMediaTypes()))
                .entity(RegistryAnswer.error(error))
                .build();
    }
}
