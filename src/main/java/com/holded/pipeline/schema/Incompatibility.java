package com.holded.pipeline.schema;

/**
 * One reason why a schema does not fit an earlier version.
 *
 * @param type Avro's or Confluent's name of it, for example {@code READER_FIELD_MISSING_DEFAULT_VALUE}
 * @param path where, from the root of the schema: {@code /fields/0} in Avro, {@code #/properties/amount} in JSON Schema
 * @param description in a sentence that says which of the two schemas, the new or the old one, lacks what
 * @param info what Avro adds to it; empty for JSON Schema
 * @param version the earlier version that it is about
 */
record Incompatibility(String type, String path, String description, String info, int version) {

    /** In the form of Confluent's verbose messages. */
    String message() {
        String more = info.isEmpty() ? "" : ", additionalInfo:'" + info + "'";
        return "{errorType:'" + type + "', description:'" + description + "'" + more + ", oldSchemaVersion: " + version
                + "}";
    }
}
