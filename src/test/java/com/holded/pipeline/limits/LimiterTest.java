package com.holded.pipeline.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.limits.Allowance.Refusal;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.OwnLimits;
import com.holded.pipeline.security.Role;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimiterTest {
    private static final Duration BURST = Duration.ofSeconds(2);
    private static final Caller LOUD = producer("loud", OwnLimits.NONE);
    private static final Caller QUIET = producer("quiet", OwnLimits.NONE);

    private final HandMeter clock = new HandMeter();
    private final List<String> refused = new ArrayList<>();

    @Test
    void nothing_is_limited_unless_configured() {
        Limiter limiter = limiter(0, 0);

        assertThat(limiter.of(LOUD)).isSameAs(Allowance.UNLIMITED);
        assertThat(limiter.events(Allowance.UNLIMITED)).isEmpty();
        assertThat(Allowance.UNLIMITED.headers()).isEmpty();
        assertThat(limiter.atHand()).isZero();
    }

    @Test
    void requests_beyond_the_burst_wait_for_the_rate() {
        Limiter limiter = limiter(0, 10);

        for (int i = 0; i < 20; i++) {
            assertThat(limiter.request(limiter.of(LOUD))).isEmpty();
        }
        Refusal refusal = limiter.request(limiter.of(LOUD)).orElseThrow();
        clock.pass(Duration.ofMillis(100));

        assertThat(refusal.limit()).isEqualTo("requests");
        assertThat(refusal.headers())
                .containsEntry("Retry-After", "1")
                .containsEntry("RateLimit-Policy", "\"requests\";q=20;w=2")
                .containsEntry("RateLimit", "\"requests\";r=0;t=2");
        assertThat(refusal.problem().code().status()).isEqualTo(429);
        assertThat(refused).containsExactly("requests");
        assertThat(limiter.request(limiter.of(LOUD))).isEmpty();
        assertThat(limiter.request(limiter.of(LOUD))).isPresent();
    }

    @Test
    void one_key_does_not_use_up_what_another_has() {
        Limiter limiter = limiter(0, 1);
        limiter.request(limiter.of(LOUD));
        limiter.request(limiter.of(LOUD));

        assertThat(limiter.request(limiter.of(LOUD))).isPresent();
        assertThat(limiter.request(limiter.of(QUIET))).isEmpty();
    }

    @Test
    void a_package_larger_than_the_burst_passes_and_delays_the_next() {
        Limiter limiter = limiter(100, 0);
        Allowance allowance = limiter.of(LOUD);

        assertThat(limiter.events(allowance)).isEmpty();
        allowance.charge(1_200);

        assertThat(allowance.headers())
                .containsEntry("RateLimit-Policy", "\"events\";q=200;w=2")
                .containsEntry("RateLimit", "\"events\";r=0;t=12");
        assertThat(limiter.events(allowance).map(refusal -> refusal.headers().get("Retry-After")))
                .contains("11");
        clock.pass(Duration.ofSeconds(10));
        assertThat(limiter.events(allowance)).isPresent();
        clock.pass(Duration.ofMillis(10));
        assertThat(limiter.events(allowance)).isEmpty();
    }

    @Test
    void asking_for_events_takes_none() {
        Limiter limiter = limiter(100, 0);

        limiter.events(limiter.of(LOUD));
        limiter.of(LOUD).charge(0);

        assertThat(limiter.of(LOUD).headers()).containsEntry("RateLimit", "\"events\";r=200;t=0");
    }

    @Test
    void what_is_saved_up_is_never_more_than_the_burst() {
        Limiter limiter = limiter(100, 0);
        limiter.of(LOUD).charge(50);

        clock.pass(Duration.ofDays(365));

        assertThat(limiter.of(LOUD).headers()).containsEntry("RateLimit", "\"events\";r=200;t=0");
    }

    @Test
    void a_key_has_its_own_limits_before_the_configured_ones() {
        Caller favoured = producer("favoured", new OwnLimits(5_000, 0));

        assertThat(limiter(100, 10).of(favoured).headers())
                .containsEntry("RateLimit-Policy", "\"requests\";q=20;w=2, \"events\";q=10000;w=2");
        assertThat(limiter(0, 0).of(favoured).headers()).containsEntry("RateLimit-Policy", "\"events\";q=10000;w=2");
    }

    @Test
    void changed_limits_of_a_key_hold_at_once() {
        Limiter limiter = limiter(100, 0);
        limiter.of(LOUD).charge(1_000_000);

        Allowance changed = limiter.of(producer("loud", new OwnLimits(7, 0)));

        assertThat(changed.headers()).containsEntry("RateLimit", "\"events\";r=14;t=0");
        assertThat(limiter.atHand()).isEqualTo(1);
    }

    @Test
    void keys_that_used_up_nothing_are_forgotten_when_there_are_many() {
        Limiter limiter = limiter(100, 0);
        limiter.of(LOUD).charge(1_000_000);

        for (int i = 0; i < 30_000; i++) {
            limiter.of(producer("key-" + i, OwnLimits.NONE));
        }

        assertThat(limiter.atHand()).isLessThanOrEqualTo(10_001);
        assertThat(limiter.events(limiter.of(LOUD))).isPresent();
    }

    private Limiter limiter(int eventsPerSecond, int requestsPerSecond) {
        return new Limiter(new Settings.RateLimits(eventsPerSecond, requestsPerSecond, BURST), clock, refused::add);
    }

    private static Caller producer(String keyId, OwnLimits limits) {
        return new Caller(keyId, Set.of(Role.PRODUCER), "", limits);
    }

    private static final class HandMeter implements TimeMeter {
        private long nanos = 1;

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
