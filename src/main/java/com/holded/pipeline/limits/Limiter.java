package com.holded.pipeline.limits;

import com.holded.pipeline.limits.Allowance.Refusal;
import com.holded.pipeline.platform.Metric;
import com.holded.pipeline.platform.Metrics;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.OwnLimits;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;

/**
 * The allowances of all keys on this replica. Keys share nothing, so none can use up what another has; callers without a
 * key are one caller. Thread-safe.
 */
@Singleton
public class Limiter {
    static final String REQUESTS = "requests";
    static final String EVENTS = "events";

    /** With more keys than this, those are forgotten that have used up nothing. */
    private static final int MOST_AT_HAND = 10_000;

    private final Settings.RateLimits settings;
    private final TimeMeter clock;
    private final Refusals refusals;
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();

    @Inject
    public Limiter(Settings settings, Metrics metrics) {
        this(settings.rateLimits(), TimeMeter.SYSTEM_NANOTIME, Refusals.of(metrics));
    }

    Limiter(Settings.RateLimits settings, TimeMeter clock, Refusals refusals) {
        this.settings = settings;
        this.clock = clock;
        this.refusals = refusals;
    }

    /** Counts refused requests by the limit that was used up. */
    interface Refusals {
        void count(String limit);

        private static Refusals of(Metrics metrics) {
            Counter requests = metrics.counter(Metric.RATE_LIMITED, REQUESTS);
            Counter events = metrics.counter(Metric.RATE_LIMITED, EVENTS);
            return limit -> (limit.equals(EVENTS) ? events : requests).inc();
        }
    }

    /** Counts a request of this caller; a refusal when there are too many. */
    Optional<Refusal> request(Allowance allowance) {
        return counted(allowance.request());
    }

    /** A refusal while the caller has sent more events than it may; to be asked before a body is read. */
    public Optional<Refusal> events(Allowance allowance) {
        return counted(allowance.events());
    }

    /** The same, before anything but the caller is known. */
    public Optional<Refusal> events(Caller caller) {
        return events(of(caller));
    }

    private Optional<Refusal> counted(Optional<Refusal> refusal) {
        refusal.ifPresent(refused -> refusals.count(refused.limit()));
        return refusal;
    }

    /** What is left to this caller. */
    Allowance of(Caller caller) {
        OwnLimits own = caller.limits();
        int requests = own.requestsPerSecond() > 0 ? own.requestsPerSecond() : settings.requestsPerSecond();
        int events = own.eventsPerSecond() > 0 ? own.eventsPerSecond() : settings.eventsPerSecond();
        if (requests == 0 && events == 0) {
            return Allowance.UNLIMITED;
        }
        Allowance known = allowances.get(caller.keyId());
        if (known != null && known.isOf(own)) {
            return known;
        }
        if (allowances.size() >= MOST_AT_HAND) {
            allowances.values().removeIf(Allowance::isUnused);
        }
        return allowances.compute(
                caller.keyId(),
                (id, present) -> present != null && present.isOf(own)
                        ? present
                        : new Allowance(own, quota(REQUESTS, requests), quota(EVENTS, events)));
    }

    int atHand() {
        return allowances.size();
    }

    private Optional<Quota> quota(String name, int perSecond) {
        return perSecond == 0 ? Optional.empty() : Optional.of(new Quota(name, perSecond, settings.burst(), clock));
    }
}
