package com.holded.pipeline.local.generator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what the connections of a sender meet. Thread-safe. */
final class SendTally {
    private static final int MOST_PROBLEMS = 10;

    private long packages;
    private long accepted;
    private long rejected;
    private final SortedMap<String, Long> rejectedByReason = new TreeMap<>();
    private long retries;
    private long resentUnsure;
    private long failed;
    private final List<String> problems = new ArrayList<>();

    synchronized void answered(PackageAnswer answer) {
        packages++;
        for (PackageAnswer.Result result : answer.results()) {
            if (result.accepted()) {
                accepted++;
            } else {
                rejected++;
                rejectedByReason.merge(result.firstReason(), 1L, Long::sum);
            }
        }
    }

    synchronized boolean anyAnswered() {
        return packages > 0;
    }

    synchronized void retried() {
        retries++;
    }

    synchronized void resentUnsure(int events) {
        resentUnsure += events;
    }

    synchronized void failed(int events, String problem) {
        failed += events;
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    synchronized SendResult result(Duration elapsed) {
        return new SendResult(
                packages,
                accepted + rejected,
                accepted,
                rejected,
                rejectedByReason,
                retries,
                resentUnsure,
                failed,
                problems,
                elapsed);
    }
}
