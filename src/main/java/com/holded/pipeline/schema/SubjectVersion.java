package com.holded.pipeline.schema;

/**
 * One version of a subject.
 *
 * @param version within the subject, 1 upwards without gaps
 */
record SubjectVersion(String subject, int version, RegisteredSchema schema) {}
