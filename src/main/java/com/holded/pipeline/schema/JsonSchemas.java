package com.holded.pipeline.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Compiles JSON Schemas: 2020-12 unless {@code $schema} names another published draft. Whatever a schema refers to must
 * stand in itself or among its references; nothing is ever fetched from the network, the file system or the class path, but for the published
 * meta-schemas, which come with the validator.
 */
final class JsonSchemas {
    private static final Pattern META_SCHEMA =
            Pattern.compile("https?://json-schema\\.org/(draft-0[467]|draft/2019-09|draft/2020-12)/[a-z/-]+#?");

    /** Deeper than any event may nest; stops a schema that refers to itself for ever. */
    private static final int DEEPEST_EVALUATION = 512;

    private JsonSchemas() {}

    /**
     * The tree of a schema text.
     *
     * @throws RegistryException INVALID_SCHEMA when it is no JSON
     */
    static JsonNode parse(String text) {
        try {
            return JsonTree.parseSchema(text);
        } catch (JacksonException malformed) {
            throw RegistryException.invalidSchema("no well-formed JSON: " + JsonTree.complaint(malformed));
        }
    }

    /**
     * The compiled schema, safe for many threads.
     *
     * @throws RegistryException INVALID_SCHEMA when it breaks its meta-schema, refers to something outside itself, or
     *     holds a pattern that is no regular expression
     */
    static Schema compile(JsonNode tree) {
        return compile(tree, Map.of());
    }

    /**
     * The same for a schema that uses others.
     *
     * @param used the texts of what it uses, by every address that a {@code $ref} to them may resolve to
     * @throws RegistryException INVALID_SCHEMA
     */
    static Schema compile(JsonNode tree, Map<String, String> used) {
        if (!tree.isObject() && !tree.isBoolean()) {
            throw RegistryException.invalidSchema("expected an object or a boolean");
        }
        try {
            SchemaRegistry registry = registry(used);
            List<Error> breaches =
                    registry.getSchema(SchemaLocation.of(dialect(tree))).validate(tree);
            if (!breaches.isEmpty()) {
                Error first = breaches.get(0);
                throw RegistryException.invalidSchema(
                        "at '" + first.getInstanceLocation() + "': " + first.getMessage());
            }
            Schema schema = registry.getSchema(SchemaLocation.of(JsonDocuments.ROOT), tree);
            schema.initializeValidators();
            return schema;
        } catch (SchemaException invalid) {
            throw RegistryException.invalidSchema(String.valueOf(invalid.getMessage()));
        }
    }

    private static String dialect(JsonNode tree) {
        return tree.path("$schema").asString(SpecificationVersion.DRAFT_2020_12.getDialectId());
    }

    /** One for each schema, so that an {@code $id} that two of them share cannot mix them up. */
    private static SchemaRegistry registry(Map<String, String> used) {
        ExecutionConfig execution =
                ExecutionConfig.builder().maxEvaluationDepth(DEEPEST_EVALUATION).build();
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .losslessNarrowing(true) // 1.0 is an integer, as the drafts since 6 say
                .locale(Locale.ENGLISH)
                .executionContextCustomizer((context, schema) -> context.setExecutionConfig(execution))
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config)
                        .schemas(used)
                        .schemaLoader(loader -> loader.allow(iri -> used.containsKey(iri.toString())
                                || META_SCHEMA.matcher(iri.toString()).matches())));
    }
}
