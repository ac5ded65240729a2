package com.holded.pipeline.schema;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A resource whose refusals, whoever makes them, have the form that clients of Confluent's registry read. */
@NameBinding
@Retention(RUNTIME)
@Target(TYPE)
@interface ConfluentForm {}
