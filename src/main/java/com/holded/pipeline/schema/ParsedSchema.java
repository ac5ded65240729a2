package com.holded.pipeline.schema;

import com.holded.pipeline.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A schema that is fit to be registered, with all that it uses. Immutable and thread-safe. */
sealed interface ParsedSchema permits AvroSchema, JsonSchema {
    SchemaType type();

    /** As it was given. */
    String text();

    /** What it uses, as it says itself; sorted by name. */
    List<SchemaReference> references();

    /** The one spelling of this schema, by which it is recognised when it comes again. */
    String canonicalText();

    /** The same schema, spelled such that the order of attributes makes no difference any more. */
    ParsedSchema normalised();

    /**
     * What keeps a reader with this schema from understanding what was written with another; empty when nothing does.
     *
     * @param written of the same type
     */
    List<Incompatibility> whenReading(ParsedSchema written, Sides sides);

    /** Lower-case hex SHA-256 of type, canonical text and references: equal for every spelling of the same schema. */
    default String fingerprint() {
        StringBuilder identity = new StringBuilder(type() + "\n" + canonicalText());
        for (SchemaReference reference : references()) {
            identity.append('\n').append(JsonTree.write(reference.toJson()));
        }
        return Sha256.hex(Sha256.of(identity.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
