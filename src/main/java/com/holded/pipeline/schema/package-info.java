/**
 * Contracts: the schema registry in Confluent's REST form, its client, and validation of events against a schema
 * by id.
 */
@NullMarked
package com.holded.pipeline.schema;

import org.jspecify.annotations.NullMarked;
