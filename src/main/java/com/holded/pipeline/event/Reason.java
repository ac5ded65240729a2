package com.holded.pipeline.event;

/** Why an event cannot be counted: the class by which dead letters are grouped and mended. */
public enum Reason {
    /** The element of the package is no JSON object. */
    NOT_AN_EVENT,
    /** Both {@code attributes} and {@code headers}, or one stamp twice. */
    AMBIGUOUS_ENVELOPE,
    /** A field that every event needs is not there. */
    MISSING_FIELD,
    /** A field holds another kind of value than it must. */
    BAD_TYPE,
    /** An identifier is not 1 to 128 characters of {@code [A-Za-z0-9._:~@-]}. */
    BAD_ID,
    /** A name is not printable text of 1 to 256 characters. */
    BAD_TEXT,
    /** A time is no ISO-8601 instant nor epoch milliseconds, before 2000, or more than a day ahead. */
    BAD_TIMESTAMP,
    /** A number has too many digits, too large an exponent, or the wrong sign. */
    NUMBER_RANGE,
    /** A string is longer than the limit. */
    STRING_TOO_LONG,
    /** A string holds a character that cannot be stored: NUL or half a surrogate pair. */
    BAD_CHARACTER,
    /** An object names a member twice. */
    DUPLICATE_KEY,
    /** The event is larger than the limit. */
    EVENT_TOO_LARGE,
    /** The normalised event breaks the contract in the schema registry. */
    SCHEMA,
    /** The key that sent it is bound to another company. */
    FORBIDDEN_COMPANY,
    /** The message id was seen before for the same company, with other content. */
    ID_CONFLICT,
    /** The event passed every check, and the database refuses its row. */
    UNPROCESSABLE,
    /** A step of the service failed on the event, which may be in order: replay it once that is mended. */
    STEP_FAILED
}
