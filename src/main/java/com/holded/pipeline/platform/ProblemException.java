package com.holded.pipeline.platform;

import java.util.Map;

/**
 * A request or command that cannot be carried out. The detail and the parameters reach the caller, so they name fields
 * and limits, never internals.
 */
public final class ProblemException extends RuntimeException {
    private final ErrorCode code;
    private final Map<String, String> parameters;

    /** A problem whose answer carries these named parameters, for example the field that is wrong. */
    public ProblemException(ErrorCode code, String detail, Map<String, String> parameters) {
        super(detail);
        this.code = code;
        this.parameters = Map.copyOf(parameters);
    }

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /** A problem with a cause, which is logged and never shown. */
    public ProblemException(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.parameters = Map.of();
    }

    /** A request parameter with a wrong value: {@link ErrorCode#BAD_PARAMETER} that names it. */
    public static ProblemException badParameter(String name, String detail) {
        return new ProblemException(ErrorCode.BAD_PARAMETER, name + ": " + detail, Map.of("parameter", name));
    }

    /** What kind of problem it is. */
    public ErrorCode code() {
        return code;
    }

    /** The problem's detail, for the caller. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Extension members of the problem+json answer. */
    public Map<String, String> parameters() {
        return parameters;
    }
}
