package com.holded.pipeline.reports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats that every report comes in. */
enum Format {
    PDF("application/pdf"),
    CSV("text/csv;charset=UTF-8;header=present");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    static Optional<Format> of(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(extension))
                .findFirst();
    }

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    String contentType() {
        return contentType;
    }
}
