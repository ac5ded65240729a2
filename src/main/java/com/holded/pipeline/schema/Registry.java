package com.holded.pipeline.schema;

import com.holded.pipeline.platform.Settings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * What the built-in registry does for its callers. Each method throws a {@link RegistryException} that says what is
 * wrong with the request, or STORE when PostgreSQL fails.
 */
final class Registry {
    private static final int LONGEST_SUBJECT = 512;

    private final Supplier<SchemaStore> store;

    Registry(SchemaStore store) {
        this.store = () -> store;
    }

    /** The registry of this service; refuses every call when another one is configured, so that nobody asks the wrong. */
    Registry(Settings.Registry configured, DataSource database) {
        SchemaStore own = new SchemaStore(database);
        this.store = () -> {
            if (configured instanceof Settings.Registry.External external) {
                throw new RegistryException(
                        RegistryError.NOT_HERE, "This service uses the schema registry at " + external.url());
            }
            return own;
        };
    }

    /** The names of the subjects that begin like this, sorted. */
    List<String> subjects(String prefix) {
        return store.get().subjects().stream()
                .filter(subject -> subject.startsWith(prefix))
                .toList();
    }

    /** Registers a version; the id of the schema, which is the same for the same schema. */
    int register(String subject, NewSchema schema) {
        if (subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new RegistryException(
                    RegistryError.INVALID_SUBJECT, "The specified subject '" + subject + "' is not a valid.");
        }
        return store.get().register(subject, schema);
    }

    /** The version of the subject that is this schema. */
    SubjectVersion lookUp(String subject, NewSchema schema) {
        versions(subject);
        return store.get()
                .find(subject, schema.fingerprint())
                .orElseThrow(() -> new RegistryException(RegistryError.SCHEMA_NOT_FOUND, "Schema not found"));
    }

    /** The versions of the subject, ascending. */
    List<Integer> versions(String subject) {
        List<Integer> versions = store.get().versions(subject);
        if (versions.isEmpty()) {
            throw RegistryException.subjectNotFound(subject);
        }
        return versions;
    }

    /** One version, by its number, {@code latest}, or {@code -1} for the same. */
    SubjectVersion version(String subject, String version) {
        Optional<SubjectVersion> found = version.equals("latest") || version.equals("-1")
                ? store.get().latest(subject)
                : store.get().version(subject, number(version));
        return found.orElseThrow(() -> {
            versions(subject);
            return RegistryException.versionNotFound(version);
        });
    }

    RegisteredSchema schema(String id) {
        return store.get().byId(id(id)).orElseThrow(() -> RegistryException.schemaNotFound(id));
    }

    /** Where the schema is used; at least one version. */
    List<SubjectVersion> versionsOf(String id) {
        List<SubjectVersion> versions = store.get().versionsOf(id(id));
        if (versions.isEmpty()) {
            throw RegistryException.schemaNotFound(id);
        }
        return versions;
    }

    private static int number(String version) {
        try {
            int number = Integer.parseInt(version);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, as a number out of range is.
        }
        throw new RegistryException(
                RegistryError.INVALID_VERSION,
                "The specified version '" + version + "' is not a valid version id. Allowed values are between"
                        + " [1, 2^31-1] and the string \"latest\"");
    }

    private static int id(String id) {
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException noId) {
            throw RegistryException.schemaNotFound(id);
        }
    }
}
