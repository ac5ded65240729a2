package com.holded.pipeline.schema;

import org.jspecify.annotations.Nullable;

/**
 * The registry cannot do what it is asked. The message reaches the caller, so it names subjects, versions and places in
 * a schema, never internals; the cause is for the log.
 */
public final class RegistryException extends RuntimeException {
    private final RegistryError error;

    RegistryException(RegistryError error, String message) {
        super(message);
        this.error = error;
    }

    RegistryException(RegistryError error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** What kind of error it is. */
    public RegistryError error() {
        return error;
    }

    /** Whether trying again later may help: the store, and not the request, is the trouble. */
    public boolean isOutage() {
        return error == RegistryError.STORE || error == RegistryError.TIMEOUT;
    }

    static RegistryException subjectNotFound(String subject) {
        return new RegistryException(RegistryError.SUBJECT_NOT_FOUND, "Subject '" + subject + "' not found.");
    }

    static RegistryException versionNotFound(String version) {
        return new RegistryException(RegistryError.VERSION_NOT_FOUND, "Version " + version + " not found.");
    }

    static RegistryException invalidVersion(String version) {
        return new RegistryException(
                RegistryError.INVALID_VERSION,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between"
                        + " [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryException schemaNotFound(String id) {
        return new RegistryException(RegistryError.SCHEMA_NOT_FOUND, "Schema " + id + " not found");
    }

    static RegistryException invalidSchema(String why) {
        return new RegistryException(RegistryError.INVALID_SCHEMA, "Invalid schema: " + why);
    }

    static RegistryException notPermitted(String subject, String why) {
        return new RegistryException(
                RegistryError.OPERATION_NOT_PERMITTED, "Subject " + subject + " in context . " + why);
    }
}
