package com.holded.pipeline.platform;

/** Why a request or a command failed: the {@code code} of the problem+json answer, its HTTP status, and who must act. */
public enum ErrorCode {
    EMPTY_BODY(400, Actor.CALLER, "The body is empty"),
    MALFORMED_JSON(400, Actor.CALLER, "The body is not well-formed JSON"),
    NOT_AN_EVENT(400, Actor.CALLER, "The body is neither an event object nor an array of them"),
    TOO_DEEP(400, Actor.CALLER, "The body is nested too deeply"),
    BAD_UTF8(400, Actor.CALLER, "The body is not valid UTF-8"),
    BAD_ENCODING(400, Actor.CALLER, "The body does not decode as its Content-Encoding says"),
    BAD_REQUEST(400, Actor.CALLER, "The request is not well-formed HTTP"),
    BAD_PARAMETER(400, Actor.CALLER, "A parameter is wrong"),
    UNAUTHORIZED(401, Actor.CALLER, "A valid API key is needed"),
    FORBIDDEN(403, Actor.CALLER, "The API key does not allow this"),
    NOT_FOUND(404, Actor.CALLER, "There is no such resource"),
    METHOD_NOT_ALLOWED(405, Actor.CALLER, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, Actor.CALLER, "None of the accepted media types can be served"),
    REQUEST_TIMEOUT(408, Actor.CALLER, "The request took too long to arrive"),
    CONFLICT(409, Actor.CALLER, "The request conflicts with the present state"),
    IDEMPOTENCY_KEY_IN_USE(409, Actor.CALLER, "A request with this Idempotency-Key is under way"),
    BODY_TOO_LARGE(413, Actor.CALLER, "The body is too large"),
    TOO_MANY_EVENTS(413, Actor.CALLER, "The package has too many events"),
    UNSUPPORTED_MEDIA_TYPE(415, Actor.CALLER, "The media type or encoding is not supported"),
    UNPROCESSABLE(422, Actor.CALLER, "The request cannot be carried out as it stands"),
    IDEMPOTENCY_KEY_REUSED(422, Actor.CALLER, "The Idempotency-Key was used for another request"),
    RATE_LIMITED(429, Actor.CALLER, "The key is over its limit; nothing was done"),
    INTERNAL(500, Actor.SERVICE, "The service failed; the error id finds the cause in its log"),
    SEGMENT_DAMAGED(500, Actor.SERVICE, "The stored object of this event is damaged"),
    STORAGE_UNAVAILABLE(503, Actor.CAPACITY, "Object storage is unavailable; nothing was accepted"),
    DATABASE_UNAVAILABLE(503, Actor.CAPACITY, "The database is unavailable"),
    OVERLOADED(503, Actor.CAPACITY, "The service is at its limit; try again later");

    /** Who must act on an error: the caller, the service's developers, or whoever provides its resources. */
    public enum Actor {
        CALLER,
        SERVICE,
        CAPACITY
    }

    private final int status;
    private final Actor actor;
    private final String title;

    ErrorCode(int status, Actor actor, String title) {
        this.status = status;
        this.actor = actor;
        this.title = title;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Who must act. */
    public Actor actor() {
        return actor;
    }

    /** Short, constant summary; the problem's {@code title}. */
    public String title() {
        return title;
    }
}
