package com.holded.pipeline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimestampTest {
    private static final String ALPHABET = "0123456789-:T.Zz+ ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-05T10:12:35Z",
                "2026-03-05T10:12:35+00:00",
                "2026-03-05T11:12:35.250+01:00",
                "2024-02-29T23:59:59.999-18:00",
                "0000-01-01T00:00:00Z",
            })
    void reads_what_producers_send(String text) {
        assertThat(UsualTimestamp.epochMillis(text))
                .hasValue(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-05",
                "2026-03-05T10:12Z",
                "2026-03-05T10:12:35",
                "2026-03-05T10:12:35.2Z",
                "2026-03-05T10:12:35.250123Z",
                "2026-03-05T24:00:00Z",
                "2026-03-05T10:12:60Z",
                "2023-02-29T00:00:00Z",
                "2026-03-05T10:12:35+18:01",
                "2026-03-05T10:12:35+0100",
                "2026-03-05T10:12:35.\u0661\u0662\u0663Z",
            })
    void leaves_everything_else_to_others(String text) {
        assertThat(UsualTimestamp.epochMillis(text)).isEmpty();
    }

    @Test
    void reads_nothing_in_another_way_than_the_jdk() {
        Random random = new Random(20_261_124);
        for (int round = 0; round < 300_000; round++) {
            StringBuilder text =
                    new StringBuilder(round % 2 == 0 ? "2026-03-05T11:12:35.250+01:00" : "2026-12-31T23:59:59-00:30");
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            OptionalLong usual = UsualTimestamp.epochMillis(text.toString());
            if (usual.isPresent()) {
                assertThat(jdk(text.toString())).as("%s", text).isEqualTo(usual);
            }
        }
    }

    private static OptionalLong jdk(String text) {
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException noTime) {
            return OptionalLong.empty();
        }
    }

    @Test
    void writes_nothing_in_another_way_than_the_jdk() {
        DateTimeFormatter jdk = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
        Random random = new Random(20_261_128);
        for (int round = 0; round < 100_000; round++) {
            long seconds =
                    random.nextLong(LocalDateTime.MIN.withYear(0).toEpochSecond(ZoneOffset.UTC), 253_402_300_800L);
            LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, random.nextInt(1_000_000_000), ZoneOffset.UTC);

            assertThat(UsualTimestamp.text(time)).isEqualTo(jdk.format(time.toInstant(ZoneOffset.UTC)));
        }
    }
}
