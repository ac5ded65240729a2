package com.holded.pipeline.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The schemas that a schema uses.
 *
 * @param direct those that it names itself, sorted by name
 * @param texts these and those that they use in turn, by the name by which they are used; what is used stands before
 *     what uses it
 */
record References(List<SchemaReference> direct, Map<String, String> texts) {
    static final References NONE = new References(List.of(), Map.of());

    /** All that one schema may use, directly and in turn. */
    static final int MOST = 100;

    /** Uses in a chain. */
    static final int DEEPEST = 16;

    /** Characters of all texts together. */
    static final int MOST_CHARACTERS = 4 << 20;

    References {
        direct = List.copyOf(direct);
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /**
     * Looks up what a schema uses, and what that uses.
     *
     * @param type of the schema, which what it uses must have too
     * @throws RegistryException INVALID_SCHEMA when one of them is not registered or of another type, when a name stands
     *     for two schemas, when one uses itself in the end, or when there are too many
     */
    static References resolve(SchemaType type, List<SchemaReference> direct, Lookup lookup) {
        if (direct.isEmpty()) {
            return NONE;
        }
        Resolution resolution = new Resolution(type, lookup);
        resolution.add(direct, 1);
        List<SchemaReference> sorted = direct.stream()
                .distinct()
                .sorted(Comparator.comparing(SchemaReference::name))
                .toList();
        return new References(sorted, resolution.texts);
    }

    /** Finds what is registered. */
    interface Lookup {
        /** This version of this subject; empty when there is none. */
        Optional<Referenced> find(String subject, int version);
    }

    /**
     * A schema that is used.
     *
     * @param references what it uses itself
     */
    record Referenced(SchemaType type, String text, List<SchemaReference> references) {
        Referenced {
            references = List.copyOf(references);
        }
    }

    /** One walk through all that is used, deepest first. */
    private static final class Resolution {
        private final SchemaType type;
        private final Lookup lookup;
        private final Map<String, SchemaReference> named = new LinkedHashMap<>();
        private final Set<String> open = new HashSet<>();
        private final Map<String, String> texts = new LinkedHashMap<>();
        private long characters;

        Resolution(SchemaType type, Lookup lookup) {
            this.type = type;
            this.lookup = lookup;
        }

        void add(List<SchemaReference> references, int depth) {
            if (depth > DEEPEST) {
                throw RegistryException.invalidSchema("references lead deeper than " + DEEPEST);
            }
            for (SchemaReference reference : new ArrayList<>(references)) {
                add(reference, depth);
            }
        }

        private void add(SchemaReference reference, int depth) {
            if (open.contains(reference.name())) {
                throw RegistryException.invalidSchema("reference '" + reference.name() + "' leads back to itself");
            }
            SchemaReference known = named.putIfAbsent(reference.name(), reference);
            if (known != null) {
                requireSame(known, reference);
                return;
            }
            if (named.size() > MOST) {
                throw RegistryException.invalidSchema("more than " + MOST + " references");
            }
            Referenced referenced =
                    lookup.find(reference.subject(), reference.version()).orElseThrow(() -> notFound(reference));
            if (referenced.type() != type) {
                throw RegistryException.invalidSchema("reference '" + reference.name() + "' is of type "
                        + referenced.type() + ", the schema that uses it " + type);
            }
            characters += referenced.text().length();
            if (characters > MOST_CHARACTERS) {
                throw RegistryException.invalidSchema(
                        "what it references is larger than " + MOST_CHARACTERS + " characters");
            }
            open.add(reference.name());
            add(referenced.references(), depth + 1);
            open.remove(reference.name());
            texts.put(reference.name(), referenced.text());
        }

        private static void requireSame(SchemaReference known, SchemaReference reference) {
            if (!known.equals(reference)) {
                throw RegistryException.invalidSchema("reference '" + reference.name() + "' stands for version "
                        + known.version() + " of " + known.subject() + " and for version " + reference.version()
                        + " of " + reference.subject());
            }
        }

        private static RegistryException notFound(SchemaReference reference) {
            return RegistryException.invalidSchema("no schema reference found for subject \"" + reference.subject()
                    + "\" and version " + reference.version());
        }
    }
}
