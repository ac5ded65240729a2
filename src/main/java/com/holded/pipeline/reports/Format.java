package com.holded.pipeline.reports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats that every report comes in. */
enum Format {
    PDF("application/pdf"),
    CSV("text/csv;charset=UTF-8;header=present"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    JSON("application/json");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    static Optional<Format> of(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension().equals(extension))
                .findFirst();
    }

    static List<String> extensions() {
        return Arrays.stream(values()).map(Format::extension).toList();
    }

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    String contentType() {
        return contentType;
    }
}
