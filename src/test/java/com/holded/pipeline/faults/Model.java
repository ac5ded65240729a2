package com.holded.pipeline.faults;

import com.holded.pipeline.testing.History.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must count of what was sent in a random play: a map from message to what its sender knows of it. It knows nothing
 * of segments, runs or objects, and so sees what the product's own accounts might hide.
 */
final class Model {
    private final Map<String, Known> messages = new HashMap<>();
    private final Map<String, Long> reported = new HashMap<>();
    private int contract;

    /** What the sender of a message knows. */
    private static final class Known {
        private final Set<String> amounts = new HashSet<>();
        private boolean accepted;
        private boolean mayBeRefused;
    }

    /** From now on, the registry has this version of the contract. */
    void contract(int version) {
        contract = version;
    }

    /** Notes what came of a package; what is wrong with its answer, in words. */
    List<String> sent(List<Message> sent, Senders.Reply reply) {
        List<String> wrong = new ArrayList<>();
        for (int place = 0; place < sent.size(); place++) {
            Message message = sent.get(place);
            if (reply.outcome() == Outcome.FAIL) {
                continue;
            }
            boolean answered = reply.outcome() == Outcome.OK;
            boolean accepted = answered && reply.results().get(place).accepted();
            if (accepted && message.outdatedBy() == Message.BAD) {
                wrong.add("accepted: " + message);
            } else if (answered && !accepted && !message.isRefusedBy(contract)) {
                wrong.add("rejected: " + message);
            }
            if (message.outdatedBy() != Message.BAD && (accepted || !answered)) {
                Known known = messages.computeIfAbsent(key(message.company(), message.id()), key -> new Known());
                known.amounts.add(message.amount());
                known.accepted |= accepted;
                // A door without registry accepts what the job, which has one, may refuse.
                known.mayBeRefused |= message.outdatedBy() > 0;
            }
        }
        return wrong;
    }

    /** An event that counts. */
    record Counted(String company, String message, String amount) {}

    /** All in which what counts differs from what was sent when everything is at rest; empty = in nothing. */
    List<String> differences(List<Counted> events) {
        List<String> differences = new ArrayList<>();
        Map<String, Known> left = new HashMap<>(messages);
        for (Counted event : events) {
            Known known = left.remove(key(event.company(), event.message()));
            if (known == null || !known.amounts.contains(event.amount())) {
                differences.add("counts and was never sent so, or counts twice: " + event);
            }
        }
        left.forEach((message, known) -> {
            if (known.accepted && !known.mayBeRefused) {
                differences.add("was accepted and does not count: " + message);
            }
        });
        return differences;
    }

    /**
     * What is wrong with a report that is read at any moment: it counts what was not sent, or less than the one before.
     *
     * @param events that it counts, by company
     */
    List<String> differencesOfReport(Map<String, Long> events) {
        List<String> differences = new ArrayList<>();
        events.forEach((company, counted) -> {
            long sent = messages.keySet().stream()
                    .filter(key -> key.startsWith(company + "|"))
                    .count();
            long before = reported.getOrDefault(company, 0L);
            if (counted > sent || counted < before) {
                differences.add(company + " counts " + counted + " events; " + sent + " were sent, " + before
                        + " counted before");
            }
            reported.put(company, counted);
        });
        return differences;
    }

    private static String key(String company, String message) {
        return company + "|" + message;
    }
}
