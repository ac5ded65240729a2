package com.holded.pipeline.platform;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The answer to a request that failed, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> asks for:
 * {@code type}, {@code title}, {@code status} and {@code detail}, and as our own members {@code code} (an
 * {@link ErrorCode}), {@code errorId} (only from status 500 on: it finds the cause in the log) and the parameters.
 *
 * @param detail for the caller; empty when there is nothing to add to the title
 * @param parameters further members, by name; a name of the ones above is left out
 * @param errorId empty for an error of the caller
 */
public record Problem(ErrorCode code, String detail, Map<String, String> parameters, String errorId) {

    /** Media type of {@link #toJson}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** After how many seconds a caller that met a full or unreachable part may try again. */
    static final String RETRY_AFTER_SECONDS = "2";

    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> MEMBERS =
            Set.of("type", "title", "status", "detail", "instance", "code", "errorId");

    public Problem {
        parameters = Map.copyOf(parameters);
    }

    /** A problem of the caller's making. */
    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, Map.of(), "");
    }

    /** An absolute URI that names the kind of problem; it is a name and leads nowhere. */
    public String type() {
        return "urn:problem-type:holded:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Value of the Retry-After header: present when the same request may succeed soon. */
    public Optional<String> retryAfter() {
        return code.actor() == ErrorCode.Actor.CAPACITY ? Optional.of(RETRY_AFTER_SECONDS) : Optional.empty();
    }

    /** The body of the answer. */
    public String toJson() {
        return toJson(code.status());
    }

    /** The same under another status of the same meaning, for example 431. */
    public String toJson(int status) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("type", type());
            json.writeStringProperty("title", code.title());
            json.writeNumberProperty("status", status);
            if (!detail.isEmpty()) {
                json.writeStringProperty("detail", detail);
            }
            json.writeStringProperty("code", code.name());
            if (!errorId.isEmpty()) {
                json.writeStringProperty("errorId", errorId);
            }
            parameters.entrySet().stream()
                    .filter(parameter -> !MEMBERS.contains(parameter.getKey()))
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(parameter -> json.writeStringProperty(parameter.getKey(), parameter.getValue()));
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The answer of a JAX-RS resource or filter. */
    public Response toResponse() {
        Response.ResponseBuilder response = Response.status(code.status())
                .type(MediaType.valueOf(MEDIA_TYPE))
                .entity(toJson().getBytes(StandardCharsets.UTF_8));
        retryAfter().ifPresent(seconds -> response.header("Retry-After", seconds));
        return response.build();
    }

    /** Answers from a servlet or servlet filter; does nothing when the answer has been sent already. */
    public void writeTo(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = toJson().getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(code.status());
        response.setContentType(MEDIA_TYPE);
        retryAfter().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
