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
    SUBJECT_SOFT_DELETED(404, 40404),
    /** It is to be deleted for good, and was not deleted softly before. */
    SUBJECT_NOT_SOFT_DELETED(404, 40405),
    VERSION_SOFT_DELETED(404, 40406),
    /** It is to be deleted for good, and was not deleted softly before. */
    VERSION_NOT_SOFT_DELETED(404, 40407),
    COMPATIBILITY_NOT_CONFIGURED(404, 40408),
    MODE_NOT_CONFIGURED(404, 40409),
    /** The schema breaks what the subject promises. */
    INCOMPATIBLE_SCHEMA(409, 409),
    INVALID_SCHEMA(422, 42201),
    INVALID_VERSION(422, 42202),
    INVALID_COMPATIBILITY_LEVEL(422, 42203),
    INVALID_MODE(422, 42204),
    /** The subject's mode does not allow it. */
    OPERATION_NOT_PERMITTED(422, 42205),
    /** Another schema refers to what is to be deleted. */
    REFERENCE_EXISTS(422, 42206),
    /** An import brings a schema that has another id here. */
    ID_DOES_NOT_MATCH(422, 42207),
    INVALID_SUBJECT(422, 42208),
    SCHEMA_TOO_LARGE(422, 42209),
    /** PostgreSQL, or the external registry, did not answer or refused. */
    STORE(500, 50001),
    /** Other changes of the registry took too long. */
    TIMEOUT(500, 50002);

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
