package com.holded.pipeline.local.generator;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The file form of {@link Expected}. */
final class ExpectedJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ExpectedJson() {}

    static void write(Expected expected, Path file) throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.putObject("generation")
                .put("events", expected.generation().events())
                .put("seed", expected.generation().seed())
                .put("companies", expected.generation().companies())
                .put("until", expected.generation().until().toString());
        root.put("packages", expected.packages())
                .put("sent", expected.sent())
                .put("accepted", expected.accepted())
                .put("rejected", expected.rejected())
                .put("duplicates", expected.duplicates())
                .put("loaded", expected.loaded());
        putCounts(root.putObject("rejected_by_reason"), expected.rejectedByReason());
        putCounts(root.putObject("by_context"), expected.byContext());
        putCounts(root.putObject("by_day"), expected.byDay());
        putAmounts(root.putObject("amounts"), expected.amounts());
        putEach(root.putObject("by_company"), expected.byCompany(), (node, company) -> {
            node.put("events", company.events())
                    .put("first_at", company.firstAt().toString())
                    .put("last_at", company.lastAt().toString())
                    .put("days_active", company.daysActive());
            putCounts(node.putObject("by_context"), company.byContext());
            putAmounts(node.putObject("amounts"), company.amounts());
        });
        putEach(root.putObject("by_type"), expected.byType(), (node, type) -> node.put("context", type.context())
                .put("events", type.events())
                .put("companies", type.companies())
                .put("first_at", type.firstAt().toString())
                .put("last_at", type.lastAt().toString()));
        Files.writeString(file, MAPPER.writeValueAsString(root) + "\n");
    }

    static Expected read(Path file) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(Files.readString(file));
            JsonNode generation = root.required("generation");
            return new Expected(
                    new Generation(
                            count(generation, "events"),
                            count(generation, "seed"),
                            Math.toIntExact(count(generation, "companies")),
                            instant(generation, "until")),
                    count(root, "packages"),
                    count(root, "sent"),
                    count(root, "accepted"),
                    count(root, "rejected"),
                    count(root, "duplicates"),
                    count(root, "loaded"),
                    each(root.required("rejected_by_reason"), Function.identity(), JsonNode::longValue),
                    each(root.required("by_context"), Function.identity(), JsonNode::longValue),
                    each(root.required("by_day"), LocalDate::parse, JsonNode::longValue),
                    each(root.required("by_company"), Function.identity(), ExpectedJson::company),
                    each(root.required("by_type"), Function.identity(), ExpectedJson::type),
                    each(root.required("amounts"), Function.identity(), ExpectedJson::amounts));
        } catch (JacksonException | DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException(file + " is no file of expected results: " + e.getMessage(), e);
        }
    }

    private static Expected.OfCompany company(JsonNode node) {
        return new Expected.OfCompany(
                count(node, "events"),
                instant(node, "first_at"),
                instant(node, "last_at"),
                count(node, "days_active"),
                each(node.required("by_context"), Function.identity(), JsonNode::longValue),
                each(node.required("amounts"), Function.identity(), ExpectedJson::amounts));
    }

    private static Expected.OfType type(JsonNode node) {
        return new Expected.OfType(
                node.required("context").stringValue(),
                count(node, "events"),
                count(node, "companies"),
                instant(node, "first_at"),
                instant(node, "last_at"));
    }

    private static Amounts amounts(JsonNode node) {
        return new Amounts(
                count(node, "count"),
                new BigDecimal(node.required("sum").stringValue()),
                count(node, "refund_count"),
                new BigDecimal(node.required("refund_sum").stringValue()));
    }

    private static void putAmounts(ObjectNode target, Map<String, Amounts> amounts) {
        putEach(target, amounts, (node, of) -> node.put("count", of.count())
                .put("sum", of.sum().toPlainString())
                .put("refund_count", of.refundCount())
                .put("refund_sum", of.refundSum().toPlainString()));
    }

    private static void putCounts(ObjectNode target, Map<?, Long> counts) {
        counts.forEach((key, count) -> target.put(key.toString(), count.longValue()));
    }

    private static <V> void putEach(ObjectNode target, Map<String, V> values, BiConsumer<ObjectNode, V> put) {
        values.forEach((key, value) -> put.accept(target.putObject(key), value));
    }

    private static long count(JsonNode node, String key) {
        return node.required(key).longValue();
    }

    private static Instant instant(JsonNode node, String key) {
        return Instant.parse(node.required(key).stringValue());
    }

    private static <K extends Comparable<? super K>, V> SortedMap<K, V> each(
            JsonNode node, Function<String, K> key, Function<JsonNode, V> value) {
        SortedMap<K, V> map = new TreeMap<>();
        node.properties().forEach(entry -> map.put(key.apply(entry.getKey()), value.apply(entry.getValue())));
        return map;
    }
}
