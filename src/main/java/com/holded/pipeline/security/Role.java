package com.holded.pipeline.security;

/** What a caller may do; {@link #ADMIN} may all. */
public enum Role {
    /** Posts events and reads back what it sent. */
    PRODUCER,
    /** Reads events, analytics and reports. */
    ANALYST,
    /** May all; runs jobs, manages schemas and dead letters. */
    ADMIN
}
