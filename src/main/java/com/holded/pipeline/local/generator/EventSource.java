package com.holded.pipeline.local.generator;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Draws single events: who, what, how much, and in which form. Not thread-safe. */
final class EventSource {
    /** Shares of all events; flat events have no platform, only forms A and B can carry Amplitude. */
    private static final double WITHOUT_PLATFORM = 0.20;

    private static final double WITHOUT_AMPLITUDE = 0.40;
    private static final double WITHOUT_MESSAGE_ID = 0.01;
    private static final double BY_API_KEY = 0.2;
    private static final double MINIMAL_B = 0.5;
    private static final List<String> PLATFORMS = List.of("web", "web", "web", "ios", "android", "api");
    private static final List<String> DEVICES = List.of("desktop", "desktop", "mobile", "tablet");
    private static final List<ZoneId> ZONES = List.of(ZoneOffset.UTC, ZoneOffset.UTC, BusinessHours.MADRID);

    private final Dice dice;
    private final Weighted<Company> companies;
    private final Weighted<Subject> subjects = new Weighted<>(List.of(Subject.values()), Subject::share);
    private final Map<Subject, Weighted<EventType>> types = new EnumMap<>(Subject.class);
    private final Weighted<Form> forms = new Weighted<>(List.of(Form.values()), Form::weight);
    private final double platformMissing;
    private final double amplitudeMissing;
    private int drawn;

    EventSource(List<Company> companies, Dice dice) {
        this.dice = dice;
        this.companies = new Weighted<>(companies, Company::weight);
        for (Subject subject : Subject.values()) {
            List<EventType> ofSubject = EventType.ALL.stream()
                    .filter(type -> type.subject() == subject)
                    .toList();
            types.put(subject, new Weighted<>(ofSubject, EventType::weight));
        }
        double flat = share(Form.FLAT);
        this.platformMissing = (WITHOUT_PLATFORM - flat) / (1 - flat);
        double unable = flat + share(Form.C);
        this.amplitudeMissing = (WITHOUT_AMPLITUDE - unable) / (1 - unable);
    }

    /** A valid event that happened at about {@code at}: some forms round down to the second. */
    Element.Fresh fresh(Instant at) {
        EventType type = drawType();
        Form form = type.flatOnly() ? Form.FLAT : forms.draw(dice);
        Drawn drawn = draw(type, form, at);
        return new Element.Fresh(Rendering.text(Rendering.render(drawn.draft(), form)), drawn.truth());
    }

    /** An event with that one fault. */
    Element.Faulty faulty(Instant at, Fault fault) {
        Form form = dice.oneOf(fault.forms());
        EventType type = drawType();
        while (type.flatOnly() && form != Form.FLAT) {
            type = drawType();
        }
        return new Element.Faulty(fault.json(draw(type, form, at).draft(), form, dice), fault);
    }

    private record Drawn(Draft draft, Truth truth) {}

    private Drawn draw(EventType type, Form form, Instant at) {
        drawn++;
        Draft draft = Draft.empty();
        Company company = companies.draw(dice);
        draft.parts().put(Draft.TYPE, type.name());
        draft.parts().put(Draft.SUBSCRIPTION, subscription(type, form));
        putContext(draft, company, form);
        Instant sent = putTimestamp(draft, form, at);
        String messageId = putMessageId(draft, form, sent);
        putAmplitude(draft, form);
        Charge charge = putData(draft, type, company, form);
        return new Drawn(draft, new Truth(company, type, sent, charge, messageId));
    }

    private EventType drawType() {
        return Objects.requireNonNull(types.get(subjects.draw(dice))).draw(dice);
    }

    private static String subscription(EventType type, Form form) {
        return form == Form.B ? type.subscription().toLowerCase(Locale.ROOT) + "_events" : type.subscription();
    }

    private void putContext(Draft draft, Company company, Form form) {
        String user =
                form == Form.C && dice.chance(BY_API_KEY) ? "key_" + dice.between(1, 99) : dice.oneOf(company.users());
        draft.context().put("accountId", company.id()).put("userId", user);
        if (form == Form.FLAT) {
            return;
        }
        if (!dice.chance(platformMissing)) {
            draft.context().put("requestPlatform", dice.oneOf(PLATFORMS));
        } else if (form == Form.B && dice.chance(0.5)) {
            draft.context().putNull("requestPlatform");
        }
    }

    private Instant putTimestamp(Draft draft, Form form, Instant at) {
        if (form == Form.FLAT || (form == Form.B && dice.chance(0.4))) {
            draft.parts().put(Draft.TIMESTAMP, at.toEpochMilli());
            return at;
        }
        Instant sent = dice.chance(0.5) ? at : at.truncatedTo(ChronoUnit.SECONDS);
        String pattern = sent.equals(at) ? "uuuu-MM-dd'T'HH:mm:ss.SSSxxx" : "uuuu-MM-dd'T'HH:mm:ssxxx";
        String zulu = dice.chance(0.2) ? pattern.replace("xxx", "XXX") : pattern;
        draft.parts()
                .put(
                        Draft.TIMESTAMP,
                        DateTimeFormatter.ofPattern(zulu, Locale.ROOT).format(sent.atZone(dice.oneOf(ZONES))));
        return sent;
    }

    private String putMessageId(Draft draft, Form form, Instant at) {
        if (dice.chance(WITHOUT_MESSAGE_ID)) {
            return "";
        }
        String id = form == Form.FLAT ? "legacy-" + drawn : messageId(at);
        draft.parts().put(Draft.MESSAGE_ID, id);
        return id;
    }

    private String messageId(Instant at) {
        return switch (dice.below(10)) {
            case 0, 1, 2, 3 -> Identifiers.uuid(dice);
            case 4, 5, 6 -> Identifiers.ulid(dice, at.toEpochMilli());
            case 7, 8 -> Identifiers.objectId(dice, at.toEpochMilli());
            default -> "msg_" + at.toEpochMilli() + "-" + drawn;
        };
    }

    private void putAmplitude(Draft draft, Form form) {
        if ((form != Form.A && form != Form.B) || dice.chance(amplitudeMissing)) {
            return;
        }
        boolean withId = dice.chance(0.8);
        if (withId) {
            draft.amplitude().put("id", dice.below(1_000_000));
        }
        if (!withId || dice.chance(0.9)) {
            draft.amplitude().put("trackedDevice", dice.oneOf(DEVICES));
        }
    }

    private Charge putData(Draft draft, EventType type, Company company, Form form) {
        Charge charge = type.subject().charge(dice);
        if (form == Form.B && !charge.present() && dice.chance(MINIMAL_B)) {
            return charge;
        }
        EventData.put(draft.data(), type, company, charge, form, drawn, dice);
        return charge;
    }

    /** Share of a form among all events; flat also has the types that are never sent otherwise. */
    private static double share(Form form) {
        double any = Arrays.stream(Form.values()).mapToDouble(Form::weight).sum();
        double flatOnly = EventType.flatOnlyShare();
        return (1 - flatOnly) * form.weight() / any + (form == Form.FLAT ? flatOnly : 0);
    }
}
