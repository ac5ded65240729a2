package com.holded.pipeline.security;

import com.holded.pipeline.event.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rights on subjects of the schema registry.
 *
 * @param byPrefix the right on all subjects that begin so
 */
public record SubjectGrants(Map<String, SubjectRight> byPrefix) {
    /** No right on any subject. */
    public static final SubjectGrants NONE = new SubjectGrants(Map.of());

    public SubjectGrants {
        byPrefix = Map.copyOf(byPrefix);
    }

    /** Whether this right, or a greater one, is granted on a subject. */
    boolean allow(SubjectRight right, String subject) {
        return byPrefix.entrySet().stream()
                .anyMatch(grant ->
                        subject.startsWith(grant.getKey()) && grant.getValue().compareTo(right) >= 0);
    }

    /** As they are kept: {@code write:PREFIX}. */
    List<String> texts() {
        return new TreeMap<>(byPrefix)
                .entrySet().stream()
                        .map(grant -> grant.getValue().text() + ":" + grant.getKey())
                        .toList();
    }

    static SubjectGrants ofTexts(String... texts) {
        Map<String, SubjectRight> rights = new LinkedHashMap<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            rights.put(
                    text.substring(colon + 1),
                    SubjectRight.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)));
        }
        return new SubjectGrants(rights);
    }

    /** As they are shown: the right by the prefix. */
    Json.Obj toJson() {
        Map<String, Json> members = new LinkedHashMap<>();
        new TreeMap<>(byPrefix).forEach((prefix, right) -> members.put(prefix, new Json.Text(right.text())));
        return new Json.Obj(members);
    }

    static Optional<SubjectRight> right(String text) {
        return Arrays.stream(SubjectRight.values())
                .filter(right -> right.text().equals(text))
                .findFirst();
    }
}
