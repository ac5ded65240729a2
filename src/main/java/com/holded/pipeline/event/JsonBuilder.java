package com.holded.pipeline.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Builds one JSON object, members in the order of the calls; what is empty is left out. */
public final class JsonBuilder {
    private Map<String, Json> members = new LinkedHashMap<>();

    /** A string member. */
    public JsonBuilder text(String name, Object value) {
        members.put(name, new Json.Text(value.toString()));
        return this;
    }

    /** A string member, if there is a value. */
    public JsonBuilder text(String name, Optional<?> value) {
        value.ifPresent(present -> text(name, present));
        return this;
    }

    /** A string member, unless the value is empty. */
    public JsonBuilder textUnlessEmpty(String name, String value) {
        return value.isEmpty() ? this : text(name, value);
    }

    /** A number member. */
    public JsonBuilder number(String name, long value) {
        members.put(name, new Json.Num(Long.toString(value)));
        return this;
    }

    /** A number member by its literal, unless it is empty. */
    public JsonBuilder number(String name, String literal) {
        if (!literal.isEmpty()) {
            members.put(name, new Json.Num(literal));
        }
        return this;
    }

    /** A member of any kind. */
    public JsonBuilder member(String name, Json value) {
        members.put(name, value);
        return this;
    }

    /** A member of any kind, if there is a value. */
    public JsonBuilder member(String name, Optional<? extends Json> value) {
        value.ifPresent(present -> members.put(name, present));
        return this;
    }

    /** An object member, unless it is empty. */
    public JsonBuilder object(String name, Json.Obj value) {
        return value.members().isEmpty() ? this : member(name, value);
    }

    /** Whether there is a member of this name already. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** The object. The builder is used up. */
    public Json.Obj build() {
        return new Json.Obj(this);
    }

    /** The members; from here on they are no longer this builder's. */
    Map<String, Json> letGo() {
        Map<String, Json> built = members;
        members = Map.of();
        return built;
    }
}
