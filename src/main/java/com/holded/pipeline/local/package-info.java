/**
 * The local platform behind ./holded: embedded PostgreSQL and S3 server, Payara Micro as a child process, the
 * commands, the generator. Never in the WAR.
 */
@NullMarked
package com.holded.pipeline.local;

import org.jspecify.annotations.NullMarked;
