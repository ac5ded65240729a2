package com.holded.pipeline.event;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable JSON value as it was sent. Numbers keep their literal, so that {@code 1.10} stays {@code 1.10} and no
 * binary float ever touches an amount.
 */
public sealed interface Json extends Serializable {

    /** Members in the order they were sent; names are unique. */
    final class Obj implements Json {
        /** The object without members. */
        public static final Obj EMPTY = new Obj(Map.of());

        private final Map<String, Json> members;

        public Obj(Map<String, Json> members) {
            this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** Takes what was built as it is: to copy each object of each event once more would be dear. */
        Obj(JsonBuilder built) {
            this.members = Collections.unmodifiableMap(built.letGo());
        }

        /** All members; cannot be changed. */
        public Map<String, Json> members() {
            return members;
        }

        /** The member of this name; empty when there is none. A member that is {@code null} is present. */
        public Optional<Json> member(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The member of this name; the literal {@code null} when there is none. */
        Json orNull(String name) {
            return members.getOrDefault(name, Null.NULL);
        }

        @Override
        public Optional<Obj> asObject() {
            return Optional.of(this);
        }

        @Override
        public String kind() {
            return "object";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Obj object && members.equals(object.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }

        @Override
        public String toString() {
            return members.toString();
        }

        private Object writeReplace() {
            return new FlatJson(this);
        }

        private void readObject(ObjectInputStream in) throws InvalidObjectException {
            throw new InvalidObjectException("an object travels flat");
        }
    }

    /** Elements in order. */
    record Arr(List<Json> elements) implements Json {
        public Arr {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "array";
        }
    }

    /** A string, unescaped. */
    record Text(String value) implements Json {
        @Override
        public Optional<String> asText() {
            return Optional.of(value);
        }

        @Override
        public String kind() {
            return "string";
        }
    }

    /** A number by its literal, for example {@code -1.50e3}. */
    record Num(String literal) implements Json {
        @Override
        public Optional<String> asNumber() {
            return Optional.of(literal);
        }

        @Override
        public String kind() {
            return "number";
        }
    }

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {
        @Override
        public String kind() {
            return "boolean";
        }
    }

    /** JSON text that is passed on as it is: for writing what was sent; no reader makes one. */
    record Verbatim(String text) implements Json {
        @Override
        public String kind() {
            return "verbatim";
        }
    }

    /** The literal {@code null}. */
    enum Null implements Json {
        NULL;

        @Override
        public String kind() {
            return "null";
        }
    }

    /** The JSON name of this kind of value: object, array, string, number, boolean or null. */
    String kind();

    /** This value if it is an object. */
    default Optional<Obj> asObject() {
        return Optional.empty();
    }

    /** The text if this is a string. */
    default Optional<String> asText() {
        return Optional.empty();
    }

    /** The literal if this is a number. */
    default Optional<String> asNumber() {
        return Optional.empty();
    }

    /** Whether this is the literal {@code null}. */
    default boolean isNull() {
        return this == Null.NULL;
    }
}
