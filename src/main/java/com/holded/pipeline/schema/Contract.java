package com.holded.pipeline.schema;

import com.holded.pipeline.event.BusinessEvent;
import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.Pointers;
import com.holded.pipeline.event.Reason;
import com.holded.pipeline.event.Violation;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.ValidationLimitExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** One version of what events must be: a compiled JSON Schema and its id in the registry. Thread-safe. */
public final class Contract {
    /** The id of the contract that ships with the program while no registry has given it one. */
    public static final int BUNDLED_ID = 0;

    /** More are not reported: an array of ten thousand bad elements tells nothing more than a hundred of them. */
    static final int MOST_VIOLATIONS = 100;

    private static final String RESOURCE = "/contracts/events.raw-value.json";

    private final int id;
    private final Schema schema;
    private final boolean shipped;

    private Contract(int id, JsonNode tree, References references) {
        this.id = id;
        this.schema = JsonSchemas.compile(tree, JsonDocuments.addresses(tree, references));
        this.shipped = tree.equals(Shipped.TREE);
    }

    /**
     * Compiles a JSON Schema.
     *
     * @param id its id in the registry
     * @throws RegistryException when it is no valid JSON Schema
     */
    public static Contract compile(int id, String schemaText) {
        return compile(id, schemaText, References.NONE);
    }

    /** The same for a schema that uses others. */
    static Contract compile(int id, String schemaText, References references) {
        return new Contract(id, JsonSchemas.parse(schemaText), references);
    }

    /** The raw-event contract that ships with the program, as {@link #BUNDLED_ID}. */
    public static Contract bundled() {
        return Shipped.CONTRACT;
    }

    /** The text of {@link #bundled()}. */
    static String bundledText() {
        try (InputStream resource =
                Objects.requireNonNull(Contract.class.getResourceAsStream(RESOURCE), RESOURCE + " is missing")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(RESOURCE, unreadable);
        }
    }

    /** The registry's id of the schema; {@link #BUNDLED_ID} for the bundled contract. */
    public int id() {
        return id;
    }

    /**
     * Everything that is wrong with an event. The contract that ships with the program asks nothing but what the
     * normaliser already makes sure of, so for it, under whatever id, there is nothing to look for: a test proves that no
     * event of the normaliser breaks it.
     *
     * @see #violations(Json.Obj)
     */
    public List<Violation> violations(BusinessEvent event) {
        return shipped ? List.of() : violations(event.toJson());
    }

    /**
     * Everything that is wrong with a normalised document; empty when it keeps the contract. At most a hundred.
     *
     * <p>Each violation has reason {@link Reason#SCHEMA}. Its pointer is into the <em>normalised document</em>, not into
     * the event as it was sent: the contract knows nothing of the form that the producer used. It names the member that
     * is missing or too much, not its parent.
     */
    public List<Violation> violations(Json.Obj document) {
        List<Error> errors;
        try {
            errors = schema.validate(JsonTree.of(document));
        } catch (ValidationLimitExceededException endless) {
            return List.of(new Violation(
                    Reason.SCHEMA, "", "schema " + id + " refers to itself without end and cannot be applied"));
        }
        if (errors.isEmpty()) {
            return List.of();
        }
        List<Violation> violations =
                errors.stream().limit(MOST_VIOLATIONS).map(Contract::violation).toList();
        int more = errors.size() - MOST_VIOLATIONS;
        return more <= 0
                ? violations
                : Stream.concat(
                                violations.stream().limit(MOST_VIOLATIONS - 1),
                                Stream.of(new Violation(Reason.SCHEMA, "", (more + 1) + " more violations")))
                        .toList();
    }

    private static Violation violation(Error error) {
        String location = error.getInstanceLocation().toString();
        String pointer = error.getProperty() == null ? location : Pointers.child(location, error.getProperty());
        return new Violation(
                Reason.SCHEMA, pointer, String.valueOf(error.getKeyword()), String.valueOf(error.getMessage()));
    }

    @Override
    public String toString() {
        return "Contract " + id;
    }

    /** Parsed and compiled on first use, once. */
    private static final class Shipped {
        private static final JsonNode TREE = JsonSchemas.parse(bundledText());
        private static final Contract CONTRACT = new Contract(BUNDLED_ID, TREE, References.NONE);
    }
}
