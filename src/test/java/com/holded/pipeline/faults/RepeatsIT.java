package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.ledger.RunStatus;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F22 and F23: what is sent again counts once, and what is sent under a used id is kept and not counted. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class RepeatsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String FIRST = event("10.10");
    private static final String OTHER = event("99");

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    RepeatsIT(Lab lab) {
        this.lab = lab;
    }

    private static String event(String amount) {
        return "{\"event_id\":\"m-1\",\"event_type\":\"REPEATED\",\"company_id\":\"c\",\"user_id\":\"u\","
                + "\"timestamp\":1772705555000,\"amount\":" + amount + "}";
    }

    @Test
    void the_same_message_five_times_over_two_replicas_and_two_runs_counts_once_as_it_came_first() throws Exception {
        try (Bed bed = lab.bed("repeats");
                CollectorChild one = CollectorChild.of(bed.collector());
                CollectorChild other = CollectorChild.of(bed.collector());
                Senders first =
                        new Senders(Files.createDirectories(bed.folder().resolve("one")), seed.value(), () -> one);
                Senders second = new Senders(
                        Files.createDirectories(bed.folder().resolve("other")), seed.value(), () -> other)) {
            first.deliver(List.of(List.of(FIRST, FIRST), List.of(FIRST)));
            run(bed);
            second.deliver(List.of(List.of(OTHER, FIRST), List.of(FIRST)));
            run(bed);

            assertThat(bed.sql().rows("SELECT amount FROM business_events")).containsExactly("10.10");
            assertThat(bed.sql().rows("SELECT count(*) FROM duplicate_events")).containsExactly("4");
            assertThat(bed.sql().rows("SELECT reason, event FROM dead_letters"))
                    .containsExactly("ID_CONFLICT|" + OTHER);
            Checker.assertHolds(
                    bed,
                    Stream.of(first, second)
                            .flatMap(senders -> senders.history().stream())
                            .toList(),
                    seed.toString());
        }
    }

    @Test
    void a_package_that_is_sent_again_after_an_unknown_outcome_counts_once() throws Exception {
        byte[] body = ("[" + FIRST + "]").getBytes(StandardCharsets.UTF_8);
        try (Bed bed = lab.bed("sent-again")) {
            try (CollectorChild dying = CollectorChild.of(bed.collector().dyingAt(Failpoint.AFTER_RAW_PUT, 1))) {
                assertThat(dying.child().isAlive()).isTrue();
                assertThat(status(dying, body)).isZero();
            }
            run(bed);
            try (CollectorChild next = CollectorChild.of(bed.collector())) {
                Waiting.until(
                        LONGEST, "an answer to the second try", () -> status(next, body), status -> status == 200);
            }
            run(bed);

            assertThat(bed.sql().rows("SELECT amount FROM business_events")).containsExactly("10.10");
            assertThat(bed.sql().recount()).isEmpty();
        }
    }

    private static int status(CollectorChild door, byte[] body) {
        try {
            return door.postOnce("the-same-key", body).status();
        } catch (IOException died) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private static void run(Bed bed) {
        assertThat(bed.run()).isEqualTo(RunStatus.COMPLETED);
    }
}
