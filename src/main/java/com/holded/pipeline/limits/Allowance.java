package com.holded.pipeline.limits;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Problem;
import com.holded.pipeline.security.OwnLimits;
import jakarta.servlet.ServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left to one key on this replica. Events are charged when they are known, which is after the body was read: so
 * no package is too large to pass, and a large one delays those after it. Thread-safe.
 */
public final class Allowance {
    /** Of a caller without limits. */
    public static final Allowance UNLIMITED = new Allowance(OwnLimits.NONE, Optional.empty(), Optional.empty());

    static final String POLICY = "RateLimit-Policy";
    static final String STATE = "RateLimit";
    static final String RETRY_AFTER = "Retry-After";

    /** Name of the request attribute. */
    static final String ATTRIBUTE = Allowance.class.getName();

    private final OwnLimits limits;
    private final List<Quota> requests;
    private final List<Quota> events;
    private final List<Quota> both;

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // Made once, from settings that may be off.
    Allowance(OwnLimits limits, Optional<Quota> requests, Optional<Quota> events) {
        this.limits = limits;
        this.requests = requests.stream().toList();
        this.events = events.stream().toList();
        this.both = Stream.concat(requests.stream(), events.stream()).toList();
    }

    /** The allowance of the caller of this request. */
    public static Allowance of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Allowance allowance ? allowance : UNLIMITED;
    }

    /**
     * Why nothing is taken now.
     *
     * @param limit {@code requests} or {@code events}
     * @param headers of the answer, by name
     */
    public record Refusal(String limit, Map<String, String> headers) {
        /** The answer, but for its headers. Not logged: there may be thousands a second, and a metric counts them. */
        public Problem problem() {
            return new Problem(
                    ErrorCode.RATE_LIMITED,
                    "The limit of " + limit + " per second is used up; Retry-After tells when to go on.",
                    Map.of("limit", limit),
                    "");
        }
    }

    /** Counts a request; a refusal when there are too many. */
    Optional<Refusal> request() {
        for (Quota quota : requests) {
            long wait = quota.take();
            if (wait > 0) {
                return Optional.of(refusal(quota, requests, wait));
            }
        }
        return Optional.empty();
    }

    /** A refusal while earlier events are not paid off; takes nothing. */
    Optional<Refusal> events() {
        for (Quota quota : events) {
            long wait = quota.waitNanos();
            if (wait > 0) {
                return Optional.of(refusal(quota, both, wait));
            }
        }
        return Optional.empty();
    }

    /** Charges the events of a package that was read. */
    public void charge(int count) {
        for (Quota quota : events) {
            quota.charge(count);
        }
    }

    /** Headers of an answer about events, as they stand now; none without limits. */
    public Map<String, String> headers() {
        return headers(both);
    }

    /** Headers of any other answer. */
    Map<String, String> requestHeaders() {
        return headers(requests);
    }

    /** Whether these are still the limits of the key. */
    boolean isOf(OwnLimits present) {
        return limits.equals(present);
    }

    /** Whether forgetting it changes nothing. */
    boolean isUnused() {
        return both.stream().allMatch(Quota::isFull);
    }

    private static Refusal refusal(Quota exhausted, List<Quota> shown, long waitNanos) {
        Map<String, String> headers = new java.util.LinkedHashMap<>(headers(shown));
        headers.put(RETRY_AFTER, Long.toString(Quota.seconds(waitNanos)));
        return new Refusal(exhausted.name(), headers);
    }

    private static Map<String, String> headers(List<Quota> quotas) {
        if (quotas.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                POLICY, quotas.stream().map(Quota::policy).collect(Collectors.joining(", ")),
                STATE, quotas.stream().map(Quota::state).collect(Collectors.joining(", ")));
    }
}
