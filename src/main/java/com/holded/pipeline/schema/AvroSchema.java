package com.holded.pipeline.schema;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import tools.jackson.core.JacksonException;

/** A schema in Apache Avro's JSON form. What reads what is decided by Avro itself. */
final class AvroSchema implements ParsedSchema {
    /**
     * Named types, with those of what it uses. Avro compares each type of a union with each type of the other one and
     * keeps every difference on the way: the memory for it grows with the third power of their number.
     */
    static final int MOST_TYPES = 200;

    private static final String UNREADABLE =
            "Avro cannot read it: an unknown type, or an attribute with a value that it must not have";

    private final String text;
    private final References references;
    private final Schema schema;
    private final String canonicalText;

    private AvroSchema(String text, References references, Schema schema, String canonicalText) {
        this.text = text;
        this.references = references;
        this.schema = schema;
        this.canonicalText = canonicalText;
    }

    /**
     * Reads a schema; names and default values are checked as strictly as Avro can.
     *
     * @throws RegistryException INVALID_SCHEMA
     */
    static AvroSchema parse(String text, References references) {
        requireJson(text);
        try {
            Schema.Parser parser = new Schema.Parser(NameValidator.STRICT_VALIDATOR).setValidateDefaults(true);
            references.texts().values().forEach(parser::parse);
            List<Schema> used = new ArrayList<>(parser.getTypes().values());
            Schema schema = parser.parse(text);
            if (parser.getTypes().size() > MOST_TYPES) {
                throw RegistryException.invalidSchema("more than " + MOST_TYPES + " named types");
            }
            return new AvroSchema(text, references, schema, canonicalText(schema, used));
        } catch (AvroRuntimeException invalid) {
            String message = String.valueOf(invalid.getMessage());
            throw RegistryException.invalidSchema(message.contains("org.apache.avro") ? UNREADABLE : message);
        } catch (IllegalArgumentException | NullPointerException unforeseen) {
            // What Avro's parser throws for some texts, with the names of its classes in the message.
            throw RegistryException.invalidSchema(UNREADABLE);
        } catch (StackOverflowError deep) {
            // Types may use each other in a chain of any length, however flat the text is.
            throw RegistryException.invalidSchema("its types use each other in too long a chain");
        }
    }

    @Override
    public SchemaType type() {
        return SchemaType.AVRO;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public List<SchemaReference> references() {
        return references.direct();
    }

    /** Avro's own way to write it, without white space: documentation, defaults and aliases stay. */
    @Override
    public String canonicalText() {
        return canonicalText;
    }

    @Override
    public AvroSchema normalised() {
        return parse(CanonicalText.of(JsonTree.parse(canonicalText)), references);
    }

    /** Avro's model of it. */
    Schema schema() {
        return schema;
    }

    @Override
    public List<Incompatibility> whenReading(ParsedSchema written, Sides sides) {
        try {
            return SchemaCompatibility.checkReaderWriterCompatibility(schema, ((AvroSchema) written).schema)
                    .getResult()
                    .getIncompatibilities()
                    .stream()
                    .map(found -> incompatibility(found, sides))
                    .toList();
        } catch (StackOverflowError deep) {
            return List.of(new Incompatibility(
                    "TOO_COMPLEX", "/", "The types use each other in too long a chain", "", sides.version()));
        }
    }

    @SuppressWarnings("deprecation") // its successor, SchemaFormatter, cannot leave out what is used from elsewhere
    private static String canonicalText(Schema schema, List<Schema> used) {
        return schema.toString(used, false);
    }

    private static Incompatibility incompatibility(SchemaCompatibility.Incompatibility found, Sides sides) {
        return new Incompatibility(
                found.getType().name(),
                found.getLocation(),
                description(found, sides),
                found.getMessage(),
                sides.version());
    }

    private static String description(SchemaCompatibility.Incompatibility found, Sides sides) {
        String at = " at path '" + found.getLocation() + "'";
        return switch (found.getType()) {
            case NAME_MISMATCH -> "The name of the schema has changed" + at;
            case FIXED_SIZE_MISMATCH ->
                "The size of the fixed type" + at + " in the " + sides.reader() + " schema differs from the "
                        + sides.writer() + " schema";
            case MISSING_ENUM_SYMBOLS ->
                "The " + sides.reader() + " schema is missing enum symbols" + at + " of the " + sides.writer()
                        + " schema";
            case READER_FIELD_MISSING_DEFAULT_VALUE ->
                "The field '" + found.getMessage() + "'" + at + " in the " + sides.reader()
                        + " schema has no default value and is missing in the " + sides.writer() + " schema";
            case TYPE_MISMATCH ->
                "The type" + at + " in the " + sides.reader() + " schema does not match the " + sides.writer()
                        + " schema";
            case MISSING_UNION_BRANCH ->
                "The " + sides.reader() + " schema is missing a type inside a union" + at + " of the " + sides.writer()
                        + " schema";
        };
    }

    private static void requireJson(String text) {
        try {
            JsonTree.parseAvro(text);
        } catch (JacksonException malformed) {
            throw RegistryException.invalidSchema("no well-formed JSON: " + JsonTree.complaint(malformed));
        }
    }
}
