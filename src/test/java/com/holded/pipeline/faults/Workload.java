package com.holded.pipeline.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The packages of one sender: new messages, messages that were sent before, other content under a message id that was
 * sent before, events without message id, and events that the door rejects. Equal seeds make equal packages.
 */
final class Workload {
    private static final int LARGEST_PACKAGE = 10;
    private static final int REMEMBERED = 200;
    /** One of so many is rejected. */
    private static final int BAD = 8;

    private static final long FIRST_DAY = 1_772_705_555_000L;
    private static final long DAY = 86_400_000L;

    private final String name;
    private final Random random;
    private final int noteChars;
    private final List<String> sent = new ArrayList<>();
    private int messages;
    private int events;

    /**
     * @param name no two senders of one test have the same
     * @param noteChars random characters in each event, of which a byte of an object holds little more than one
     */
    Workload(String name, long seed, int noteChars) {
        this.name = name;
        this.noteChars = noteChars;
        this.random = new Random(seed ^ name.hashCode());
    }

    /** The next package. */
    List<String> next() {
        return next(1 + random.nextInt(LARGEST_PACKAGE));
    }

    /** The next package, of so many events. */
    List<String> next(int events) {
        return IntStream.range(0, events).mapToObj(place -> event()).toList();
    }

    private String event() {
        if (++events % BAD == 0) {
            return event(name + "-bad-" + random.nextLong(), "true", "\"u\"");
        }
        double kind = random.nextDouble();
        if (kind < 0.12 && !sent.isEmpty()) {
            return sent.get(random.nextInt(sent.size()));
        }
        if (kind < 0.16 && messages > 0) {
            // The same message id with an amount that no other event has.
            return event(name + "-" + random.nextInt(messages), 1_000_000 + sent.size() + ".5", "\"u\"");
        }
        if (kind < 0.2) {
            return event("", amount(), "\"without-" + name + "-" + random.nextLong() + "\"");
        }
        String event = event(name + "-" + messages++, amount(), "\"u\"");
        if (sent.size() < REMEMBERED) {
            sent.add(event);
        } else {
            sent.set(random.nextInt(REMEMBERED), event);
        }
        return event;
    }

    private String amount() {
        return (random.nextInt(20_000) - 2_000) + "." + random.nextInt(10_000);
    }

    private String event(String messageId, String amount, String user) {
        return "{" + (messageId.isEmpty() ? "" : "\"event_id\":\"" + messageId + "\",")
                + "\"event_type\":\"" + TYPES.get(random.nextInt(TYPES.size()))
                + "\",\"company_id\":\"company_" + random.nextInt(3)
                + "\",\"user_id\":" + user
                + ",\"timestamp\":" + (FIRST_DAY + random.nextInt(5) * DAY + random.nextInt(86_400_000))
                + ",\"amount\":" + amount
                + (noteChars > 0 ? ",\"note\":\"" + note() + "\"" : "")
                + "}";
    }

    private String note() {
        return random.ints(noteChars, '0', 'z' + 1)
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static final List<String> TYPES = List.of(
            "INVOICE_PAID",
            "Holded\\\\Wallet\\\\Transaction\\\\Event\\\\TransactionCreatedEvent",
            "Holded\\\\Account\\\\Event\\\\AccountOpenedEvent");
}
