package com.holded.pipeline.event;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object as it travels between JVMs: one flat sequence. Java would follow the object itself down member by member,
 * with a dozen calls for each level, and run out of stack on events that are within every limit.
 */
final class FlatJson implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final char OBJECT = '{';
    private static final char ARRAY = '[';
    private static final char END = '.';
    private static final char TEXT = 's';
    private static final char NUMBER = 'n';
    private static final char VERBATIM = 'v';
    private static final char TRUE = 't';
    private static final char FALSE = 'f';
    private static final char NULL = '0';

    /** A character for each value, in the order in which a text has them. */
    private final String shape;

    /** Names of members and texts of values, in the same order. */
    private final String[] texts;

    FlatJson(Json.Obj object) {
        StringBuilder kinds = new StringBuilder();
        List<String> strings = new ArrayList<>();
        flatten(object, kinds, strings);
        this.shape = kinds.toString();
        this.texts = strings.toArray(String[]::new);
    }

    private static void flatten(Json value, StringBuilder kinds, List<String> strings) {
        if (value instanceof Json.Obj object) {
            kinds.append(OBJECT);
            object.members().forEach((name, member) -> {
                strings.add(name);
                flatten(member, kinds, strings);
            });
            kinds.append(END);
        } else if (value instanceof Json.Arr array) {
            kinds.append(ARRAY);
            array.elements().forEach(element -> flatten(element, kinds, strings));
            kinds.append(END);
        } else if (value instanceof Json.Text text) {
            kinds.append(TEXT);
            strings.add(text.value());
        } else if (value instanceof Json.Num number) {
            kinds.append(NUMBER);
            strings.add(number.literal());
        } else if (value instanceof Json.Verbatim verbatim) {
            kinds.append(VERBATIM);
            strings.add(verbatim.text());
        } else if (value instanceof Json.Bool bool) {
            kinds.append(bool.value() ? TRUE : FALSE);
        } else {
            kinds.append(NULL);
        }
    }

    private Object readResolve() {
        return new Reader().value();
    }

    /** Goes through the sequence once. */
    private final class Reader {
        private int kind;
        private int text;

        Json value() {
            return switch (shape.charAt(kind++)) {
                case OBJECT -> object();
                case ARRAY -> array();
                case TEXT -> new Json.Text(texts[text++]);
                case NUMBER -> new Json.Num(texts[text++]);
                case VERBATIM -> new Json.Verbatim(texts[text++]);
                case TRUE -> new Json.Bool(true);
                case FALSE -> new Json.Bool(false);
                default -> Json.Null.NULL;
            };
        }

        private Json object() {
            Map<String, Json> members = new LinkedHashMap<>();
            while (!ended()) {
                String name = texts[text++];
                members.put(name, value());
            }
            return new Json.Obj(members);
        }

        private Json array() {
            List<Json> elements = new ArrayList<>();
            while (!ended()) {
                elements.add(value());
            }
            return new Json.Arr(elements);
        }

        private boolean ended() {
            if (shape.charAt(kind) == END) {
                kind++;
                return true;
            }
            return false;
        }
    }
}
