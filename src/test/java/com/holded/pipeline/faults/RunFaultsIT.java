package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.testing.Signals;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F20: a run that sleeps past its lease, while another one does its work, and wakes up. */
@ExtendWith(Lab.Shared.class)
class RunFaultsIT {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(3);
    private static final String STATUSES = "SELECT status FROM job_runs ORDER BY run_id";

    private final Lab lab;
    private final Seed seed = Seed.of(this);

    private Bed bed;
    private HealthyDoor door;
    private Senders senders;
    private FaultProxy proxy;

    RunFaultsIT(Lab lab) {
        this.lab = lab;
    }

    @BeforeEach
    void begin(TestInfo test) {
        bed = lab.bed(test.getTestMethod().orElseThrow().getName().substring(0, 20));
        door = bed.door();
        senders = new Senders(bed.folder(), seed.value(), () -> door);
        proxy = FaultProxy.http(lab.s3().endpoint().getPort());
    }

    @AfterEach
    void end() {
        proxy.close();
        senders.close();
        door.close();
        bed.close();
    }

    @Test
    @Tag("faults")
    void a_run_that_slept_past_its_lease_changes_nothing_when_it_wakes_up() throws Exception {
        senders.send(10);
        Fault.Gate gate = holdBeforeTheLoad();
        try (ChildJvm zombie = throughProxy().now()) {
            gate.awaitReached(LONGEST_RUN);
            Signals.freeze(zombie.process());
            assertThat(bed.pipeline().now().awaitExit(LONGEST_RUN)).isZero();
            List<String> rows = rows();

            gate.open();
            Signals.thaw(zombie.process());

            assertThat(zombie.awaitExit(LONGEST_RUN)).as("the zombie's run").isEqualTo(1);
            assertThat(rows()).isEqualTo(rows);
        }
        assertThat(bed.sql().rows(STATUSES)).containsExactly("ABANDONED", "COMPLETED");
        Checker.assertHolds(bed, senders.history(), seed.toString());
    }

    private Fault.Gate holdBeforeTheLoad() {
        Fault.Gate gate = new Fault.Gate();
        proxy.breakWith(Fault.hold(gate).of("PUT", "/events/").onTheWayUp());
        return gate;
    }

    private ChildJvm.Start throughProxy() {
        return Scenarios.through(proxy, bed.pipeline());
    }

    private List<String> rows() {
        return bed.sql()
                .rows("SELECT 'e', event_id, xmin FROM business_events UNION ALL"
                        + " SELECT 'd', event_id, xmin FROM dead_letters UNION ALL"
                        + " SELECT 'u', event_id, xmin FROM duplicate_events ORDER BY 1, 2");
    }
}
