package com.holded.pipeline.local.generator;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a file that was sent.
 *
 * @param packages that were answered
 * @param sent events in them; {@code sent = accepted + rejected}
 * @param accepted events that the service keeps
 * @param rejected events that it refused
 * @param rejectedByReason by the first reason of each
 * @param retries attempts beyond the first of each package
 * @param resentUnsure events that were sent again because it was unknown whether they had arrived; the service
 *     recognises those that have a message id, so they are counted once, but {@code accepted} may be larger there
 * @param failed events of packages that were never answered with a result
 * @param problems why, at most ten of them
 * @param elapsed from the first package to the last
 */
public record SendResult(
        long packages,
        long sent,
        long accepted,
        long rejected,
        SortedMap<String, Long> rejectedByReason,
        long retries,
        long resentUnsure,
        long failed,
        List<String> problems,
        Duration elapsed) {

    public SendResult {
        rejectedByReason = Collections.unmodifiableSortedMap(new TreeMap<>(rejectedByReason));
        problems = List.copyOf(problems);
    }

    /** Whether every package of the file was answered with a result. */
    public boolean complete() {
        return problems.isEmpty();
    }

    /** Answered events a second. */
    public long eventsPerSecond() {
        return Math.round(sent / Math.max(1e-3, elapsed.toNanos() / 1e9));
    }
}
