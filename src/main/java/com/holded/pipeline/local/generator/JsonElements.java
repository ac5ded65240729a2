package com.holded.pipeline.local.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the elements of a package by their brackets, without parsing them: what is sent is what stands in the file,
 * and a package that is no JSON is still sent, for the service to refuse.
 */
final class JsonElements {
    private JsonElements() {}

    /** The elements of an array as they are written; anything else is one element. */
    static List<String> of(String json) {
        String text = json.strip();
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return List.of(text);
        }
        List<String> elements = new ArrayList<>();
        int depth = 0;
        int start = 1;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 1) {
                elements.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        String last = text.substring(start, text.length() - 1).strip();
        if (!elements.isEmpty() || !last.isEmpty()) {
            elements.add(last);
        }
        return List.copyOf(elements);
    }
}
