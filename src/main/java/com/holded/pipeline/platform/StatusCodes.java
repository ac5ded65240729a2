package com.holded.pipeline.platform;

/** Our error code for a bare HTTP status, as the container and JAX-RS send it. */
final class StatusCodes {
    private StatusCodes() {}

    /** Never fails: an unforeseen 4xx is {@code BAD_PARAMETER}, all other unforeseen ones are {@code INTERNAL}. */
    static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.FORBIDDEN;
            case 404, 410 -> ErrorCode.NOT_FOUND;
            case 405, 501 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 408 -> ErrorCode.REQUEST_TIMEOUT;
            case 409, 412 -> ErrorCode.CONFLICT;
            case 413, 414, 431 -> ErrorCode.BODY_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> ErrorCode.UNPROCESSABLE;
            case 429 -> ErrorCode.RATE_LIMITED;
            case 503 -> ErrorCode.OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorCode.BAD_PARAMETER : ErrorCode.INTERNAL;
        };
    }
}
