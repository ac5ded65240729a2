package com.holded.pipeline.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Classifies event types by the rules in {@code rules/business-context.rules}, which explain themselves. Immutable.
 */
public final class ContextRules {
    private static final String RESOURCE = "/rules/business-context.rules";
    private static final String ANY_MODULE = "*";
    private static final String NO_AGGREGATE = "-";
    /** Segments that structure the producers' code and say nothing about the business. */
    private static final Set<String> STRUCTURE = Set.of("Domain", "Application", "Infrastructure", "Event", "Events");

    private final String version;
    private final Map<Target, BusinessContext> rules;

    private record Target(String module, String aggregate) {}

    private ContextRules(String version, Map<Target, BusinessContext> rules) {
        this.version = version;
        this.rules = Map.copyOf(rules);
    }

    /** The rules that this product ships. */
    public static ContextRules shipped() {
        try (InputStream resource = ContextRules.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /**
     * Reads rules from their text form.
     *
     * @throws IllegalArgumentException naming the line that is no rule
     */
    public static ContextRules parse(String text) {
        String version = "";
        Map<Target, BusinessContext> rules = new HashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", -1);
            if (words.length == 2 && words[0].equals("version")) {
                version = words[1];
                continue;
            }
            Optional<BusinessContext> context = BusinessContext.of(words[0]);
            if (words.length != 3 || context.isEmpty()) {
                throw new IllegalArgumentException("no context rule: " + line);
            }
            if (rules.put(new Target(words[1], words[2]), context.get()) != null) {
                throw new IllegalArgumentException("a second rule for the same: " + line);
            }
        }
        return new ContextRules(version, rules);
    }

    /** The rules and nothing else, whatever their order and the file's version: equal rules have equal text. */
    String definition() {
        return rules.entrySet().stream()
                .map(rule -> rule.getValue().label() + " " + rule.getKey().module() + " "
                        + rule.getKey().aggregate() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }

    /** Version of the rules, as their file states it. */
    public String version() {
        return version;
    }

    /** The context of an event type; {@link BusinessContext#OTHER} when no rule names it. */
    public BusinessContext classify(String eventType) {
        List<String> segments = List.of(eventType.split("\\\\", -1));
        if (segments.size() < 3 || !segments.get(0).equals("Holded")) {
            return BusinessContext.OTHER;
        }
        String module = segments.get(1);
        for (int i = segments.size() - 2; i >= 2; i--) {
            String aggregate = segments.get(i);
            if (!STRUCTURE.contains(aggregate)) {
                Optional<BusinessContext> context = rule(module, aggregate).or(() -> rule(ANY_MODULE, aggregate));
                if (context.isPresent()) {
                    return context.get();
                }
            }
        }
        return rule(module, NO_AGGREGATE).orElse(BusinessContext.OTHER);
    }

    private Optional<BusinessContext> rule(String module, String aggregate) {
        return Optional.ofNullable(rules.get(new Target(module, aggregate)));
    }
}
