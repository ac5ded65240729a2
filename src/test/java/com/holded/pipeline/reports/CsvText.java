package com.holded.pipeline.reports;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV as RFC 4180 says, written apart from the library that writes it. */
final class CsvText {
    private CsvText() {}

    static List<List<String>> parse(String text, char separator) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (quoted) {
                boolean doubled = index + 1 < text.length() && text.charAt(index + 1) == '"';
                if (character != '"') {
                    field.append(character);
                } else if (doubled) {
                    field.append('"');
                    index++;
                } else {
                    quoted = false;
                }
            } else if (character == '"') {
                quoted = true;
            } else if (character == separator) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (character == '\n') {
                fields.add(field.toString());
                field.setLength(0);
                records.add(List.copyOf(fields));
                fields.clear();
            } else if (character != '\r') {
                field.append(character);
            }
        }
        return records;
    }
}
