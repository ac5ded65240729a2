package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.History;
import com.holded.pipeline.testing.StubRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows F26 and F27 without a server: the registry is away, or its contract changes in the middle of a run. */
@Tag("faults")
@ExtendWith(Lab.Shared.class)
class SchemaFaultsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String CONTRACT = "{\"type\":\"object\"}";
    private static final String REFUSED = "SELECT count(*) FROM dead_letters WHERE reason = 'SCHEMA'";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    SchemaFaultsIT(Lab lab) {
        this.lab = lab;
    }

    /** Whether the door knows the registry, and names with each event the contract that it was checked against. */
    enum AtTheDoor {
        KNOWN,
        UNKNOWN
    }

    @ParameterizedTest
    @EnumSource
    void a_contract_that_changes_in_the_middle_of_a_run_changes_no_verdict(AtTheDoor registry) throws Exception {
        try (Bed bed = lab.bed("schema-changes")) {
            List<History.Operation> history = new ArrayList<>(send(bed, registry, "before"));
            assertThat(bed.pipeline().dyingAt(Failpoint.LOAD_MARKED, 1).now().awaitExit(LONGEST))
                    .isEqualTo(ChildJvm.KILLED);
            Map<String, byte[]> before = enriched(bed);
            bed.sql()
                    .execute("WITH strict AS (INSERT INTO schemas (schema_type, schema_text, fingerprint) VALUES"
                            + " ('JSON', '{\"type\":\"object\",\"required\":[\"never_there\"]}', 'strict') RETURNING id)"
                            + " INSERT INTO subject_versions (subject, version, schema_id)"
                            + " SELECT 'events.raw-value', 2, id FROM strict");

            assertThat(bed.pipeline().now().awaitExit(LONGEST)).isZero();

            assertThat(before).isNotEmpty();
            assertThat(enriched(bed)).usingRecursiveComparison().isEqualTo(before);
            assertThat(bed.sql().rows("SELECT count(DISTINCT schema_id), min(schema_id) > 0 FROM business_events"))
                    .containsExactly("1|t");
            assertThat(bed.sql().rows(REFUSED)).containsExactly("0");

            history.addAll(send(bed, registry, "after"));
            assertThat(bed.pipeline().now().awaitExit(LONGEST)).isZero();
            assertThat(bed.sql().rows(REFUSED))
                    .as("refused by the new contract")
                    .doesNotContain("0");
            Checker.assertHolds(bed, history, seed.toString());
        }
    }

    /** Sends to a door that has just been opened; what it was sent. */
    private List<History.Operation> send(Bed bed, AtTheDoor registry, String when) throws Exception {
        Path folder = Files.createDirectories(bed.folder().resolve(when));
        try (CollectorChild collector = CollectorChild.of(bed.collector()
                        .option("-D" + CollectorMain.LIVE_CONTRACTS + "=" + (registry == AtTheDoor.KNOWN)));
                Senders senders = new Senders(folder, seed.value(), () -> collector)) {
            senders.send(5);
            assertThat(senders.statuses()).containsExactly(200);
            return senders.history();
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
                for (StubRegistry.Fault fault : EnumSet.complementOf(EnumSet.of(StubRegistry.Fault.NONE))) {
                    registry.fail(fault);

                    assertThat(run.now().awaitExit(LONGEST))
                            .as("a run without the registry, " + fault)
                            .isEqualTo(1);

                    assertThat(bed.sql().rows("SELECT DISTINCT state FROM raw_segments"))
                            .as("segments, " + fault)
                            .containsExactly("new");
                    assertThat(bed.sql().rows("SELECT message FROM job_runs ORDER BY run_id DESC LIMIT 1"))
                            .allMatch(message -> message.contains("wait for the next run"));
                    senders.send(1);
                }
                registry.fail(StubRegistry.Fault.NONE);
                assertThat(run.now().awaitExit(LONGEST)).isZero();
                assertThat(senders.statuses()).containsExactly(200);
                assertThat(bed.sql().rows("SELECT DISTINCT reason FROM dead_letters"))
                        .as("reasons of the events, and none of the registry")
                        .isSubsetOf(Reason.BAD_TYPE.name(), Reason.ID_CONFLICT.name());
                Checker.assertHolds(bed, senders.history(), seed.toString());
            }
        }
    }

    private static Map<String, byte[]> enriched(Bed bed) {
        return new Bucket(bed.store()).objects(Keys.ENRICHED);
    }
}
