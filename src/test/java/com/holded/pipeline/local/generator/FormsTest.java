package com.holded.pipeline.local.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Generated events have the structure of the samples that were taken from real producers. */
class FormsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SHARED = "X-Message-Stamp-Holded\\Shared\\Infrastructure\\Messenger\\Stamp\\";
    private static final List<JsonNode> EVENTS = events();

    /** Paths beyond those of the sample are what the documentation of the form lists as optional. */
    @ParameterizedTest
    @CsvSource({
        "form-a.json, attributes:object, ''",
        "form-b.json, headers:object, AmplitudeTrackStamp/id:number|dispatchedAt:string|requestPlatform:string",
        "form-c.json, attributes:text, NewContextStamp/*/requestPlatform:string",
    })
    void envelopes_have_the_structure_of_the_sample(String sample, String form, String optional) throws IOException {
        String envelope = form.substring(0, form.indexOf(':'));
        Set<String> expected = paths(sample(sample).path(envelope));

        Set<String> generated = new TreeSet<>();
        for (JsonNode event : EVENTS) {
            if (form.equals(formOf(event))) {
                generated.addAll(paths(event.path(envelope)));
            }
        }

        assertThat(generated).containsAll(expected);
        generated.removeAll(expected);
        for (String path : generated) {
            assertThat(List.of(optional.split("\\|"))).anyMatch(path::endsWith);
        }
    }

    @Test
    void flat_events_have_the_structure_of_the_sample() throws IOException {
        Set<String> generated = new TreeSet<>();
        for (JsonNode event : EVENTS) {
            if (formOf(event).equals("flat")) {
                generated.addAll(event.propertyNames());
                assertThat(event.path("timestamp").isIntegralNumber()).isTrue();
            }
        }

        Set<String> expected = new TreeSet<>(sample("flat.json").propertyNames());
        expected.add("currency");
        assertThat(generated).isEqualTo(expected);
    }

    @Test
    void aggregates_of_form_c_carry_a_price_as_text_that_is_not_the_amount() {
        List<JsonNode> aggregates = EVENTS.stream()
                .filter(event -> formOf(event).equals("attributes:text"))
                .map(event -> event.path("data"))
                .toList();

        assertThat(aggregates).isNotEmpty().allMatch(data -> data.path("price").isString());
        assertThat(aggregates).allMatch(data -> data.has("id") && data.has("accountId") && data.has("taxes"));
        assertThat(aggregates).anyMatch(data -> !data.has("amount"));
    }

    @Test
    void some_events_of_form_b_have_no_data() {
        assertThat(EVENTS).anyMatch(event -> event.has("headers") && !event.has("data"));
    }

    @Test
    void dispatch_times_come_as_text_and_as_epoch_milliseconds() {
        Set<String> kinds = new HashSet<>();
        for (JsonNode event : EVENTS) {
            for (String path : paths(event.path("headers"))) {
                if (path.contains("dispatchedAt")) {
                    kinds.add(path.substring(path.indexOf(':') + 1));
                }
            }
        }
        assertThat(kinds).containsExactlyInAnyOrder("string", "number");
    }

    @Test
    void amounts_come_as_numbers_and_as_decimal_text() {
        assertThat(EVENTS).anyMatch(event -> event.path("data").path("amount").isNumber());
        assertThat(EVENTS).anyMatch(event -> event.path("data").path("amount").isString());
    }

    @Test
    void data_are_spanish() {
        String all = EVENTS.toString();

        assertThat(all).contains("ñ", "ç", "á", "é", "í", "ó", "ú", "«", "·");
    }

    private static List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        new EventStream(new Generation(3_000, 5, 40, Instant.parse("2026-03-10T00:00:00Z")))
                .forEachRemaining(elements -> elements.stream()
                        .filter(Element.Fresh.class::isInstance)
                        .forEach(element -> events.add(JSON.readTree(element.json()))));
        return events;
    }

    private static String formOf(JsonNode event) {
        if (event.has("headers")) {
            return "headers:object";
        }
        if (!event.has("attributes")) {
            return "flat";
        }
        boolean text = event.path("attributes").path(SHARED + "NewContextStamp").isString();
        return text ? "attributes:text" : "attributes:object";
    }

    /** Each path to a value with the value's kind; JSON text inside a string is looked into. */
    private static Set<String> paths(JsonNode node) {
        Set<String> paths = new TreeSet<>();
        collect(node, "", paths);
        return paths;
    }

    private static void collect(JsonNode node, String path, Set<String> paths) {
        if (node.isObject()) {
            node.properties().forEach(entry -> collect(entry.getValue(), path + "/" + entry.getKey(), paths));
        } else if (node.isArray()) {
            node.values().forEach(element -> collect(element, path + "/*", paths));
        } else if (node.isString() && node.stringValue().startsWith("[")) {
            collect(JSON.readTree(node.stringValue()), path, paths);
        } else {
            paths.add(path + ":" + node.getNodeType().toString().toLowerCase(Locale.ROOT));
        }
    }

    private static JsonNode sample(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(FormsTest.class.getResourceAsStream("/events/samples/" + name), name)) {
            return JSON.readTree(file);
        }
    }
}
