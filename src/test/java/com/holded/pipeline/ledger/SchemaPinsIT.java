package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.event.SegmentId;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Sql;
import com.holded.pipeline.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaPinsIT {
    private static TestDatabase database;
    private static Sql sql;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
        sql = database.sql();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void the_first_choice_holds_for_every_run_and_only_the_taker_may_choose() {
        Segments segments = new Segments(database.dataSource());
        Runs runs = new Runs(database.dataSource(), Duration.ofMinutes(1));
        SchemaPins pins = new SchemaPins(database.dataSource());
        segments.register(List.of(Loads.stored(new SegmentId(1_795_380_572_123L, 7))));
        SegmentTask first = segments.take(
                        runs.start("process-events", "it").orElseThrow().id(),
                        RunParameters.ALL,
                        Portion.of(1, 1 << 20))
                .get(0);

        assertThat(pins.keep(first, choice("", 1, "Holded\\Invoicing\\Event\\\"ñ\"", 2)))
                .isEqualTo(choice("", 1, "Holded\\Invoicing\\Event\\\"ñ\"", 2));
        assertThat(pins.keep(first, choice("", 9, "x", 8)))
                .isEqualTo(choice("", 1, "Holded\\Invoicing\\Event\\\"ñ\"", 2));

        sql.execute("UPDATE job_runs SET heartbeat_at = now() - interval '2 minutes'");
        SegmentTask second = segments.take(
                        runs.start("process-events", "it").orElseThrow().id(),
                        RunParameters.ALL,
                        Portion.of(1, 1 << 20))
                .get(0);
        assertThat(pins.keep(second, choice("", 9, "x", 8)))
                .isEqualTo(choice("", 1, "Holded\\Invoicing\\Event\\\"ñ\"", 2));
        assertThatThrownBy(() -> pins.keep(first, choice("", 9, "x", 8)))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    private static SortedMap<String, Integer> choice(String one, int id, String other, int otherId) {
        SortedMap<String, Integer> choice = new TreeMap<>();
        choice.put(one, id);
        choice.put(other, otherId);
        return choice;
    }
}
