package com.holded.pipeline.schema;

import com.holded.pipeline.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema that is, or may become, a version.
 *
 * @param targets ids of what it uses, in the order of its references
 * @param fingerprint by which it is recognised in the tables
 */
record Candidate(ParsedSchema schema, List<Integer> targets, String fingerprint) {
    Candidate {
        targets = List.copyOf(targets);
    }

    static Candidate of(Connection connection, ParsedSchema schema) throws SQLException {
        VersionTable table = new VersionTable(connection);
        List<Integer> targets = new ArrayList<>();
        for (SchemaReference reference : schema.references()) {
            targets.add(table.version(reference.subject(), reference.version(), Deleted.SHOWN)
                    .orElseThrow(() -> RegistryException.invalidSchema("no schema reference found"))
                    .schema()
                    .id());
        }
        return new Candidate(schema, targets, fingerprint(schema, targets));
    }

    /** A number of a version can be given again after it was deleted for good; an id never is. */
    private static String fingerprint(ParsedSchema schema, List<Integer> targets) {
        return targets.isEmpty()
                ? schema.fingerprint()
                : Sha256.hex(Sha256.of((schema.fingerprint() + targets).getBytes(StandardCharsets.UTF_8)));
    }

    NewSchema toStore() {
        return toStore(schema, fingerprint);
    }

    /** As in Confluent's registry, Avro is kept in Avro's own spelling, and JSON as it was written. */
    private static NewSchema toStore(ParsedSchema schema, String fingerprint) {
        String text = schema.type() == SchemaType.AVRO ? schema.canonicalText() : schema.text();
        return new NewSchema(schema.type(), text, schema.references(), fingerprint);
    }

    /** The same for a schema that uses no other. */
    static NewSchema toStore(ParsedSchema schema) {
        return toStore(schema, schema.fingerprint());
    }
}
