package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.StubRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows F26 and F27 without a server: the registry is away, or its contract changes in the middle of a run. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class SchemaFaultsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String CONTRACT = "{\"type\":\"object\"}";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    SchemaFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void a_contract_that_changes_in_the_middle_of_a_run_changes_no_verdict() throws Exception {
        try (Bed bed = lab.bed("schema-changes");
                CollectorChild collector =
                        CollectorChild.of(bed.collector().option("-D" + CollectorMain.LIVE_CONTRACTS + "=true"));
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
            senders.send(5);
            assertThat(bed.pipeline().dyingAt(Failpoint.LOAD_MARKED, 1).now().awaitExit(LONGEST))
                    .isEqualTo(ChildJvm.KILLED);
            List<byte[]> before = enriched(bed);
            bed.sql()
                    .execute("WITH strict AS (INSERT INTO schemas (schema_type, schema_text, fingerprint) VALUES"
                            + " ('JSON', '{\"type\":\"object\",\"required\":[\"never_there\"]}', 'strict') RETURNING id)"
                            + " INSERT INTO subject_versions (subject, version, schema_id)"
                            + " SELECT 'events.raw-value', 2, id FROM strict");

            assertThat(bed.pipeline().now().awaitExit(LONGEST)).isZero();

            assertThat(before).isNotEmpty();
            assertThat(enriched(bed)).usingRecursiveComparison().isEqualTo(before);
            assertThat(bed.sql().rows("SELECT DISTINCT schema_id > 0 FROM business_events"))
                    .containsExactly("t");
            Checker.assertHolds(bed, senders.history(), seed.toString());
        }
    }

    @Test
    void a_registry_that_fails_in_every_way_rejects_nothing_and_is_waited_for() throws Exception {
        try (Bed bed = lab.bed("registry-away");
                StubRegistry registry = StubRegistry.start()) {
            registry.register("events.raw-value", CONTRACT);
            try (CollectorChild collector = CollectorChild.of(bed.collector()
                            .setting(Setting.SCHEMA_REGISTRY_URL, registry.url().toString())
                            .option("-D" + CollectorMain.LIVE_CONTRACTS + "=true"));
                    Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
                senders.send(5);
                ChildJvm.Start run = bed.pipeline()
                        .setting(Setting.SCHEMA_REGISTRY_URL, registry.url().toString())
                        .setting(Setting.SCHEMA_REGISTRY_TIMEOUT, "PT0.5S");
                for (StubRegistry.Fault fault :
                        List.of(StubRegistry.Fault.KILLED, StubRegistry.Fault.SILENT, StubRegistry.Fault.GARBAGE)) {
                    registry.fail(fault);

                    assertThat(run.now().awaitExit(LONGEST))
                            .as("a run without the registry, " + fault)
                            .isEqualTo(1);

                    assertThat(bed.sql().rows("SELECT count(*) FROM dead_letters"))
                            .as("rejects, " + fault)
                            .containsExactly("0");
                    assertThat(bed.sql().rows("SELECT message FROM job_runs ORDER BY run_id DESC LIMIT 1"))
                            .allMatch(message -> message.contains("wait for the next run"));
                    senders.send(1);
                }
                registry.fail(StubRegistry.Fault.NONE);
                assertThat(run.now().awaitExit(LONGEST)).isZero();
                assertThat(senders.statuses()).containsExactly(200);
                Checker.assertHolds(bed, senders.history(), seed.toString());
            }
        }
    }

    private static List<byte[]> enriched(Bed bed) {
        return new Bucket(bed.store())
                .keys(Keys.ENRICHED).stream().map(bed.store()::read).toList();
    }
}
