package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Client;
import com.holded.pipeline.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row F33 with the real servers: nobody tells replicas which of them is to make bucket, tables and contracts. */
@Tag("faults-short")
@ExtendWith(Lab.Shared.class)
class ReplicasIT {
    private static final Duration A_FEW_LOOKS = Duration.ofMinutes(1);
    private static final int MESSAGES = 20;

    private final Lab lab;

    ReplicasIT(Lab lab) {
        this.lab = lab;
    }

    @Test
    void services_that_start_together_on_nothing_work_as_one() throws Exception {
        try (Bed bed = lab.emptyBed("replicas");
                LocalPlatforms replicas = LocalPlatforms.starting(bed, 2)) {
            List<Client> clients = replicas.clients();
            List<String> accepted = new ArrayList<>();
            for (int message = 0; message < MESSAGES; message++) {
                for (Client replica : clients) {
                    accepted.addAll(post(replica, message));
                }
            }

            Waiting.until(
                    A_FEW_LOOKS,
                    "all to be counted, or kept as duplicates",
                    () -> bed.sql()
                            .rows("SELECT event_id FROM business_events"
                                    + " UNION ALL SELECT event_id FROM duplicate_events"),
                    kept -> kept.size() == accepted.size() && kept.containsAll(accepted));
            assertThat(bed.sql().rows("SELECT count(*) FROM business_events"))
                    .containsExactly(String.valueOf(MESSAGES));
            assertThat(bed.sql().recount()).isEmpty();
            assertThat(bed.sql().rows("SELECT run_id, message FROM job_runs WHERE status IN ('FAILED', 'ABANDONED')"))
                    .isEmpty();
            for (Client replica : clients) {
                assertThat(replica.read("/events/" + accepted.get(0)).status()).isEqualTo(200);
            }
        }
    }

    private static List<String> post(Client replica, int message) {
        Client.Answer answer = replica.post(
                "/collect",
                "{\"event_id\":\"m-" + message + "\",\"event_type\":\"MET\",\"company_id\":\"c\",\"user_id\":\"u\","
                        + "\"timestamp\":1772705555000}");
        assertThat(answer.status()).isEqualTo(200);
        return Client.ids(answer.json(), "accepted");
    }

    /** Services on the same database and the same bucket. */
    private record LocalPlatforms(List<Future<LocalPlatform>> starting) implements AutoCloseable {
        static LocalPlatforms starting(Bed bed, int services) {
            ExecutorService pool = Executors.newFixedThreadPool(services);
            List<Future<LocalPlatform>> starting = new ArrayList<>();
            for (int service = 0; service < services; service++) {
                LocalPlatform.Options options = options(bed, "service-" + service);
                starting.add(pool.submit(() -> LocalPlatform.start(options)));
            }
            pool.shutdown();
            return new LocalPlatforms(starting);
        }

        private static LocalPlatform.Options options(Bed bed, String name) {
            LocalPlatform.Options options =
                    LocalPlatform.Options.forTests(bed.folder().resolve(name));
            for (Map.Entry<String, String> setting : bed.environment().entrySet()) {
                options = options.with(Setting.valueOf(setting.getKey()), setting.getValue());
            }
            // The bed's own bucket is there already, and a lease of a second too short for a busy service.
            return options.with(Setting.MINIO_BUCKET, bed.name() + "-new")
                    .with(Setting.JOB_LEASE, Setting.JOB_LEASE.defaultValue().orElseThrow())
                    .with(Setting.JOB_SCHEDULE, "PT1S");
        }

        /** Of each, when all have started. */
        List<Client> clients() throws Exception {
            List<Client> clients = new ArrayList<>();
            for (Future<LocalPlatform> each : starting) {
                clients.add(new Client(each.get()));
            }
            return clients;
        }

        @Override
        public void close() {
            for (Future<LocalPlatform> each : starting) {
                try {
                    each.get().close();
                } catch (ExecutionException neverStarted) {
                    // The test has failed with it.
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
