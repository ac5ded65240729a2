package com.holded.pipeline.schema;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where schemas come from: the tables of the built-in registry, or another registry over HTTP. Every method may block,
 * within the time-outs of the source, and throws a {@link RegistryException} that {@link RegistryException#isOutage() is
 * an outage} when the source is out of reach.
 */
interface SchemaSource {
    /** The names of all subjects. */
    Set<String> subjects();

    /** The id of a version of a subject, which is a number or {@code latest}; empty when there is no such version. */
    Optional<Integer> idOf(String subject, String version);

    /** The subjects that have this schema, with the version that it is of each; a source may be unable to tell. */
    default Map<String, Integer> uses(int id) {
        return Map.of();
    }

    /** The schema id of the latest version of each of these subjects; those that do not exist are left out. */
    Map<String, Integer> latestIds(Collection<String> subjects);

    /** The schema with this id. */
    Optional<RegisteredSchema> byId(int id);

    /** The schema that is this version of this subject, whether or not it is deleted softly. */
    Optional<RegisteredSchema> version(String subject, int version);

    /** Registers the first version of a subject; leaves a subject that has or had one as it is. */
    void registerIfAbsent(String subject, NewSchema schema);

    /** Tells of changes as they happen, until what is returned is closed; a source may be unable to, and tell nothing. */
    default AutoCloseable follow(Runnable onChange) {
        return () -> {};
    }
}
