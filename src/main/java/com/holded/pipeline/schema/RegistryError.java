package com.holded.pipeline.schema;

/**
 * What the registry answers when it cannot do what it is asked, with the codes of Confluent's registry, so that its
 * clients understand.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Confluent's API</a>
 */
public enum RegistryError {
    /** The body is no JSON object, or a member has the wrong type. */
    BAD_REQUEST(400, 400),
    /** The caller asked this registry, but another one is configured. */
    NOT_HERE(404, 404),
    SUBJECT_NOT_FOUND(404, 40401),
    VERSION_NOT_FOUND(404, 40402),
    SCHEMA_NOT_FOUND(404, 40403),
    INVALID_SCHEMA(422, 42201),
    INVALID_VERSION(422, 42202),
    INVALID_SUBJECT(422, 42208),
    /** PostgreSQL, or the external registry, did not answer or refused. */
    STORE(500, 50001);

    private final int status;
    private final int code;

    RegistryError(int status, int code) {
        this.status = status;
        this.code = code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Confluent's {@code error_code}. */
    public int code() {
        return code;
    }
}
