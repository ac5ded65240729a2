package com.holded.pipeline.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The messages of a random play, which it writes and remembers. */
final class Mail {
    private static final int MOST_OF_A_PACKAGE = 10;
    private static final int COMPANIES = 3;

    private final List<Message> sent = new ArrayList<>();
    private int messages;

    /** A package of messages that were never sent. */
    List<Message> fresh(Random random) {
        return packed(random, 0);
    }

    /** The same, of which some are refused by every contract. */
    List<Message> partlyBad(Random random) {
        return Stream.concat(packed(random, Message.BAD).stream(), packed(random, 0).stream())
                .toList();
    }

    /** The same, all of which this version of the contract refuses. */
    List<Message> outdatedBy(int version, Random random) {
        return packed(random, version);
    }

    /** What was sent before, as it was. */
    List<Message> again(Random random) {
        return sent.isEmpty()
                ? List.of()
                : Stream.generate(() -> sent.get(random.nextInt(sent.size())))
                        .limit(1 + random.nextInt(MOST_OF_A_PACKAGE))
                        .toList();
    }

    /** What was sent before, with other content. */
    List<Message> changed(Random random) {
        return again(random).stream()
                .map(message -> remembered(message.with(amount(random))))
                .toList();
    }

    private List<Message> packed(Random random, int outdatedBy) {
        return Stream.generate(() -> new Message(
                        "company_" + random.nextInt(COMPANIES), "m-" + messages++, amount(random), outdatedBy))
                .limit(1 + random.nextInt(MOST_OF_A_PACKAGE))
                .map(this::remembered)
                .toList();
    }

    private Message remembered(Message message) {
        sent.add(message);
        return message;
    }

    private static String amount(Random random) {
        return random.nextInt(1_000_000) + "." + (10 + random.nextInt(90));
    }
}
