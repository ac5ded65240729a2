package com.holded.pipeline.schema;

/**
 * One difference between two JSON Schemas.
 *
 * @param path JSON pointer from what was compared, empty for itself
 */
record JsonDifference(JsonChange change, String path) {
    JsonDifference below(String parent) {
        return parent.isEmpty() ? this : new JsonDifference(change, parent + path);
    }
}
