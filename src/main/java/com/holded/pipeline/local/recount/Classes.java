package com.holded.pipeline.local.recount;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The business context of event types, by the rules as the head of their file explains them. */
final class Classes {
    private static final String FILE = "/rules/business-context.rules";

    private final Map<String, String> contexts = new HashMap<>();

    Classes() {
        try (InputStream file = Objects.requireNonNull(Classes.class.getResourceAsStream(FILE), FILE)) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] words = line.strip().split("\\s+", -1);
                if (words.length == 3 && !line.startsWith("#")) {
                    contexts.put(words[1] + " " + words[2], words[0]);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String of(String eventType) {
        List<String> segments = List.of(eventType.split("\\\\", -1));
        if (segments.size() < 3 || !segments.get(0).equals("Holded")) {
            return "other";
        }
        String module = segments.get(1);
        for (int i = segments.size() - 2; i > 1; i--) {
            @Nullable String context = contexts.get(module + " " + segments.get(i));
            context = context == null ? contexts.get("* " + segments.get(i)) : context;
            if (context != null) {
                return context;
            }
        }
        return contexts.getOrDefault(module + " -", "other");
    }
}
