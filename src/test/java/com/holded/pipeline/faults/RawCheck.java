package com.holded.pipeline.faults;

import static com.holded.pipeline.faults.Breach.Invariant.I1;
import static com.holded.pipeline.faults.Breach.Invariant.I2;
import static com.holded.pipeline.faults.Breach.Invariant.I5;

import com.holded.pipeline.faults.Checker.Stored;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was answered against the raw events: all of it is stored as it was answered, and nothing else than was sent. */
final class RawCheck {
    private RawCheck() {}

    static void check(Sent sent, Map<String, Stored> stored, List<Breach> breaches) {
        sent.answered().forEach((id, answered) -> {
            Stored there = stored.get(id);
            if (there == null) {
                breaches.add(new Breach(I1, "event " + id + " was answered and is not stored"));
            } else if (!there.hash().equals(answered.hash())) {
                breaches.add(new Breach(I1, "event " + id + " is stored with other bytes than were sent"));
            } else if (there.event().accepted() != answered.accepted()) {
                breaches.add(new Breach(I1, "event " + id + " is stored with another verdict than was answered"));
            }
        });
        Map<String, Long> copies = stored.values().stream()
                .map(Stored::hash)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        copies.forEach((hash, count) -> {
            Sent.Counts counts = sent.counts().getOrDefault(hash, new Sent.Counts(0, 0, 0));
            if (counts.ok() + counts.info() == 0) {
                breaches.add(new Breach(
                        I5, "text " + hash + " is stored and was " + (counts.fail() == 0 ? "never sent" : "refused")));
            } else if (count > counts.ok() + counts.info()) {
                breaches.add(new Breach(I2, "text " + hash + " is stored " + count + " times and was sent " + counts));
            }
        });
    }
}
