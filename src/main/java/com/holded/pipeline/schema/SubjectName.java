package com.holded.pipeline.schema;

import java.util.Set;

/** Subjects as callers name them. There is one context, the default one, by whose name a subject may begin. */
final class SubjectName {
    private static final int LONGEST = 512;
    private static final String DEFAULT_CONTEXT = ":.:";
    private static final String ALL_CONTEXTS = ":*:";
    private static final String OTHER_CONTEXT = ":.";
    /** Confluent's names for what is no subject. */
    private static final Set<String> RESERVED = Set.of("__GLOBAL", "__EMPTY");

    private SubjectName() {}

    /** A subject to look for, without its context. */
    static String of(String name) {
        return name.startsWith(DEFAULT_CONTEXT) ? name.substring(DEFAULT_CONTEXT.length()) : name;
    }

    /** The beginning of subjects to look for. */
    static String prefix(String prefix) {
        return prefix.startsWith(ALL_CONTEXTS) ? prefix.substring(ALL_CONTEXTS.length()) : of(prefix);
    }

    /**
     * A subject to change.
     *
     * @throws RegistryException INVALID_SUBJECT when it is blank, too long, reserved, of another context, or holds
     *     control characters
     */
    static String valid(String name) {
        String subject = of(name);
        if (subject.isBlank()
                || subject.length() > LONGEST
                || subject.startsWith(OTHER_CONTEXT)
                || RESERVED.contains(subject)
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new RegistryException(
                    RegistryError.INVALID_SUBJECT, "The specified subject '" + name + "' is not a valid.");
        }
        return subject;
    }
}
