package com.holded.pipeline.schema;

/**
 * One version of a subject.
 *
 * @param version within the subject, 1 upwards
 * @param deleted whether it is deleted softly
 */
record SubjectVersion(String subject, int version, boolean deleted, RegisteredSchema schema) {}
