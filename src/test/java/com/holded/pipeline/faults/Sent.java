package com.holded.pipeline.faults;

import com.holded.pipeline.testing.History;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the senders know, gathered from their histories.
 *
 * @param answered what was answered to each event, by the id that the answer gave to it
 * @param counts how often each text was sent with which outcome, by its hash
 */
record Sent(Map<String, Answered> answered, Map<String, Counts> counts) {

    /** An event that was answered, by the hash of its text. */
    record Answered(String hash, boolean accepted) {}

    /** How often a text was sent. */
    record Counts(int ok, int info, int fail) {
        Counts plus(History.Outcome outcome) {
            return switch (outcome) {
                case OK -> new Counts(ok + 1, info, fail);
                case INFO -> new Counts(ok, info + 1, fail);
                case FAIL -> new Counts(ok, info, fail + 1);
            };
        }
    }

    static Sent of(List<History.Operation> history) {
        Map<String, Answered> answered = new LinkedHashMap<>();
        Map<String, Counts> counts = new HashMap<>();
        for (History.Operation operation : history) {
            for (int i = 0; i < operation.hashes().size(); i++) {
                String hash = operation.hashes().get(i);
                counts.put(hash, counts.getOrDefault(hash, new Counts(0, 0, 0)).plus(operation.outcome()));
                if (operation.outcome() == History.Outcome.OK) {
                    History.Result result = operation.results().get(i);
                    answered.put(result.id(), new Answered(hash, result.accepted()));
                }
            }
        }
        return new Sent(answered, counts);
    }
}
