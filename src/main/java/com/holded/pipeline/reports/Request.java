package com.holded.pipeline.reports;

/**
 * What a caller asks for.
 *
 * @param byteOrderMark whether a CSV file starts with U+FEFF, which some spreadsheets need to read UTF-8
 */
record Request(Filters filters, Language language, boolean byteOrderMark) {}
