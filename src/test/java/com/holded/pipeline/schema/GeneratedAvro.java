package com.holded.pipeline.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Random Avro records, and the small changes that people make to them. */
final class GeneratedAvro {
    private static final List<String> PRIMITIVES =
            List.of("int", "long", "float", "double", "string", "bytes", "boolean");

    private final Random random;
    private int names;

    GeneratedAvro(Random random) {
        this.random = random;
    }

    /** A schema; its text is its JSON. */
    sealed interface Type {
        /** A JSON value that is valid as a default of this type. */
        String anyDefault();
    }

    record Primitive(String name) implements Type {
        @Override
        public String anyDefault() {
            return switch (name) {
                case "string", "bytes" -> "\"x\"";
                case "boolean" -> "true";
                default -> "1";
            };
        }

        @Override
        public String toString() {
            return "\"" + name + "\"";
        }
    }

    record Optional(Type type) implements Type {
        @Override
        public String anyDefault() {
            return "null";
        }

        @Override
        public String toString() {
            return "[\"null\", " + type + "]";
        }
    }

    record Container(String kind, Type inner) implements Type {
        @Override
        public String anyDefault() {
            return kind.equals("array") ? "[]" : "{}";
        }

        @Override
        public String toString() {
            return "{\"type\": \"" + kind + "\", \"" + (kind.equals("array") ? "items" : "values") + "\": " + inner
                    + "}";
        }
    }

    record Enumeration(String name, List<String> symbols, boolean withDefault) implements Type {
        @Override
        public String anyDefault() {
            return "\"" + symbols.get(0) + "\"";
        }

        @Override
        public String toString() {
            return "{\"type\": \"enum\", \"name\": \"" + name + "\", \"symbols\": [\"" + String.join("\", \"", symbols)
                    + "\"]" + (withDefault ? ", \"default\": " + anyDefault() : "") + "}";
        }
    }

    record Fixed(String name, int size) implements Type {
        @Override
        public String anyDefault() {
            return "\"" + "x".repeat(size) + "\"";
        }

        @Override
        public String toString() {
            return "{\"type\": \"fixed\", \"name\": \"" + name + "\", \"size\": " + size + "}";
        }
    }

    record Rec(String name, List<Field> fields) implements Type {
        @Override
        public String anyDefault() {
            return fields.stream()
                    .map(field -> "\"" + field.name() + "\": " + field.type().anyDefault())
                    .collect(Collectors.joining(", ", "{", "}"));
        }

        @Override
        public String toString() {
            return "{\"type\": \"record\", \"name\": \"" + name + "\", \"fields\": " + fields + "}";
        }
    }

    /** No record has a default: Avro cannot read one when a field in it was renamed by an alias. */
    record Field(String name, Type type, boolean withDefault, String alias) {
        @Override
        public String toString() {
            return "{\"name\": \"" + name + "\", \"type\": " + type
                    + (withDefault && !(type instanceof Rec) ? ", \"default\": " + type.anyDefault() : "")
                    + (alias.isEmpty() ? "" : ", \"aliases\": [\"" + alias + "\"]") + "}";
        }
    }

    Type record() {
        return record(2);
    }

    /** The same schema with one to three changes. */
    Type mutate(Type type) {
        Type changed = type;
        for (int change = random.nextInt(3); change >= 0; change--) {
            changed = change(changed);
        }
        return changed;
    }

    private Rec record(int depth) {
        List<Field> fields = new ArrayList<>();
        for (int field = random.nextInt(4); field >= 0; field--) {
            fields.add(field(depth));
        }
        return new Rec(name("R"), fields);
    }

    private Field field(int depth) {
        return new Field(name("f"), type(depth), random.nextBoolean(), "");
    }

    private Type type(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 6 -> new Optional(inner(depth));
            case 7 -> new Container(random.nextBoolean() ? "array" : "map", type(depth - 1));
            case 8 -> record(depth - 1);
            case 4 -> new Enumeration(name("E"), List.of("A", "B", "C"), random.nextBoolean());
            case 5 -> new Fixed(name("F"), 1 + random.nextInt(3));
            default -> primitive();
        };
    }

    /** Avro has no union in a union. */
    private Type inner(int depth) {
        Type type = type(depth - 1);
        return type instanceof Optional ? primitive() : type;
    }

    private Primitive primitive() {
        return new Primitive(PRIMITIVES.get(random.nextInt(PRIMITIVES.size())));
    }

    private Type change(Type type) {
        if (type instanceof Rec record) {
            return change(record);
        }
        if (type instanceof Enumeration symbols) {
            List<String> changed = new ArrayList<>(symbols.symbols());
            if (random.nextBoolean()) {
                changed.add(name("S"));
            } else if (changed.size() > 1) {
                changed.remove(changed.size() - 1);
            }
            return new Enumeration(symbols.name(), changed, symbols.withDefault());
        }
        if (type instanceof Fixed fixed) {
            return new Fixed(random.nextBoolean() ? fixed.name() : name("F"), 1 + random.nextInt(3));
        }
        if (type instanceof Container container) {
            return new Container(container.kind(), change(container.inner()));
        }
        if (type instanceof Optional optional) {
            return random.nextBoolean() ? optional.type() : new Optional(inside(change(optional.type())));
        }
        return random.nextInt(3) == 0 ? new Optional(type) : primitive();
    }

    private Type inside(Type type) {
        return type instanceof Optional optional ? optional.type() : type;
    }

    private Rec change(Rec record) {
        List<Field> fields = new ArrayList<>(record.fields());
        int place = random.nextInt(fields.size());
        Field field = fields.get(place);
        switch (random.nextInt(6)) {
            case 0 -> fields.add(place, field(1));
            case 1 -> {
                if (fields.size() > 1) {
                    fields.remove(place);
                }
            }
            case 2 -> fields.set(place, new Field(field.name(), field.type(), !field.withDefault(), field.alias()));
            case 3 -> fields.set(place, new Field(name("f"), field.type(), field.withDefault(), field.name()));
            default ->
                fields.set(place, new Field(field.name(), change(field.type()), field.withDefault(), field.alias()));
        }
        return new Rec(record.name(), fields);
    }

    private String name(String prefix) {
        return prefix + names++;
    }
}
