package com.holded.pipeline.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveKeysTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final long NEVER = Long.MAX_VALUE;

    private final SecureRandom random = new SecureRandom();
    private final MemoryKeys source = new MemoryKeys();
    private final HandClock clock = new HandClock();
    // Looks only when a test says so.
    private final LiveKeys keys = new LiveKeys(source, clock, Duration.ofHours(1));
    private final Token token = Token.make(random);
    private final Caller producer = new Caller(token.keyId(), Set.of(Role.PRODUCER));

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void nobody_is_called_wrong_before_the_keys_are_known() {
        source.away = true;
        keys.follow();

        assertThat(keys.isKnown()).isFalse();
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> keys.callerOf(token.keyId(), token.digest()))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    }

    @Test
    void a_key_is_known_after_the_look_that_follows_its_making() {
        keys.follow();
        assertThat(keys.callerOf(token.keyId(), token.digest())).isEmpty();

        source.put(producer, NEVER, token);
        keys.look();

        assertThat(keys.isKnown()).isTrue();
        assertThat(keys.callerOf(token.keyId(), token.digest())).contains(producer);
    }

    @Test
    void another_secret_does_not_open_it() {
        source.put(producer, NEVER, token);
        keys.follow();

        assertThat(keys.callerOf(
                        token.keyId(), Token.make(token.keyId(), random).digest()))
                .isEmpty();
    }

    @Test
    void both_secrets_of_a_rotation_open_it() {
        Token next = Token.make(token.keyId(), random);
        source.put(producer, NEVER, token, next);
        keys.follow();

        assertThat(keys.callerOf(token.keyId(), token.digest())).contains(producer);
        assertThat(keys.callerOf(token.keyId(), next.digest())).contains(producer);
    }

    @Test
    void an_expired_secret_is_refused_without_a_look() {
        source.put(producer, START.plusSeconds(10).toEpochMilli(), token);
        keys.follow();

        clock.now = START.plusSeconds(9);
        assertThat(keys.callerOf(token.keyId(), token.digest())).contains(producer);
        clock.now = START.plusSeconds(10);
        assertThat(keys.callerOf(token.keyId(), token.digest())).isEmpty();
    }

    @Test
    void the_last_known_keys_hold_while_the_database_is_away() {
        source.put(producer, NEVER, token);
        keys.follow();

        source.away = true;
        source.remove(token.keyId());
        keys.look();
        assertThat(keys.callerOf(token.keyId(), token.digest())).contains(producer);

        source.away = false;
        keys.look();
        assertThat(keys.callerOf(token.keyId(), token.digest())).isEmpty();
    }

    @Test
    void a_look_without_a_change_reads_no_keys() {
        source.put(producer, NEVER, token);
        keys.follow();

        keys.look();
        keys.look();

        assertThat(source.readings).isEqualTo(1);
    }

    @Test
    void last_use_is_kept_once_the_database_is_there() {
        source.put(producer, NEVER, token);
        keys.follow();
        keys.callerOf(token.keyId(), token.digest());
        clock.now = START.plusSeconds(60);
        keys.callerOf(token.keyId(), token.digest());

        source.away = true;
        assertThatExceptionOfType(ProblemException.class).isThrownBy(keys::keepUses);
        source.away = false;
        keys.keepUses();

        assertThat(source.kept).containsOnlyKeys(token.keyId()).containsValue(START.plusSeconds(60));
        source.kept.clear();
        keys.keepUses();
        assertThat(source.kept).isEmpty();
    }

    @Test
    void a_wrong_secret_is_no_use() {
        source.put(producer, NEVER, token);
        keys.follow();
        keys.callerOf(token.keyId(), Token.make(random).digest());

        keys.keepUses();

        assertThat(source.kept).isEmpty();
    }

    private static final class HandClock extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
