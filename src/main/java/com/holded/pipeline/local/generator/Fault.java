package com.holded.pipeline.local.generator;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The ways in which an event can be wrong, one constant for each that the product's contract names. Each breaks one
 * thing in an otherwise valid event, so that the reason is never a matter of order.
 */
enum Fault {
    TYPE_MISSING("MISSING_FIELD", Reach.ENVELOPES) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.parts().remove(Draft.TYPE);
        }
    },
    SUBSCRIPTION_MISSING("MISSING_FIELD", Reach.ENVELOPES) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.parts().remove(Draft.SUBSCRIPTION);
        }
    },
    ACCOUNT_MISSING("MISSING_FIELD", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.context().remove("accountId");
        }
    },
    TIMESTAMP_MISSING("MISSING_FIELD", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.parts().remove(Draft.TIMESTAMP);
        }
    },
    TIMESTAMP_UNREADABLE("BAD_TIMESTAMP", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.parts().put(Draft.TIMESTAMP, dice.oneOf(UNREADABLE_TIMES));
        }
    },
    AMOUNT_NO_NUMBER("BAD_TYPE", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.data().set("amount", dice.oneOf(NO_NUMBERS));
        }
    },
    AMPLITUDE_NEGATIVE("NUMBER_RANGE", Reach.STAMPED) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.amplitude().put("id", -dice.between(1, 9999));
        }
    },
    NO_OBJECT("NOT_AN_EVENT", Reach.STAMPED) {
        @Override
        String json(Draft draft, Form form, Dice dice) {
            return dice.oneOf(NO_OBJECTS);
        }
    },
    TWO_ENVELOPES("AMBIGUOUS_ENVELOPE", Reach.STAMPED) {
        @Override
        String json(Draft draft, Form form, Dice dice) {
            return Rendering.text(Rendering.render(draft, Form.A)
                    .set("headers", Rendering.render(draft, Form.B).path("headers")));
        }
    },
    BAD_ACCOUNT_ID("BAD_ID", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.context().put("accountId", dice.oneOf(BAD_IDS));
        }
    },
    BAD_USER_ID("BAD_ID", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.context().put("userId", dice.oneOf(BAD_IDS));
        }
    },
    BAD_MESSAGE_ID("BAD_ID", Reach.ANY_FORM) {
        @Override
        void apply(Draft draft, Dice dice) {
            draft.parts().put(Draft.MESSAGE_ID, dice.oneOf(BAD_IDS));
        }
    };

    /** No time, no offset, a day that does not exist, another notation. */
    private static final List<String> UNREADABLE_TIMES = List.of(
            "ayer por la mañana",
            "2026-03-05T10:12:35",
            "2026-02-30T10:12:35Z",
            "2026-03-05T25:61:00+01:00",
            "05/03/2026 10:12",
            "now");

    private static final List<JsonNode> NO_NUMBERS = List.of(
            JsonNodeFactory.instance.stringNode("doce euros"),
            JsonNodeFactory.instance.stringNode("85,20"),
            JsonNodeFactory.instance.stringNode("85.20 €"),
            JsonNodeFactory.instance.booleanNode(true),
            JsonNodeFactory.instance.arrayNode().add(12),
            JsonNodeFactory.instance.objectNode().put("value", 12));

    private static final List<String> NO_OBJECTS = List.of("42", "\"evento\"", "null", "true", "[]", "[{\"id\":1}]");

    /** A space, a letter that is no ASCII, a path, a quotation mark, and 129 characters. */
    private static final List<String> BAD_IDS =
            List.of("company 003", "compañía_003", "../company/003", "o'brien", "x".repeat(129));

    /** In which forms a fault can occur. */
    private enum Reach {
        ANY_FORM,
        ENVELOPES,
        /** Forms A and B, which can carry every stamp. */
        STAMPED
    }

    private final String reason;
    private final Reach reach;

    Fault(String reason, Reach reach) {
        this.reason = reason;
        this.reach = reach;
    }

    /** Reason code that the product has to reject the event with. */
    String reason() {
        return reason;
    }

    /** Forms in which an event can have this fault. */
    List<Form> forms() {
        return switch (reach) {
            case ANY_FORM -> List.of(Form.values());
            case ENVELOPES -> List.of(Form.A, Form.B, Form.C);
            case STAMPED -> List.of(Form.A, Form.B);
        };
    }

    /** Breaks one part; faults that concern the event as a whole break it in {@link #json}. */
    void apply(Draft draft, Dice dice) {}

    /** The faulty element. */
    String json(Draft draft, Form form, Dice dice) {
        apply(draft, dice);
        return Rendering.text(Rendering.render(draft, form));
    }
}
