package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.testing.RunningPlatform;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The callers that the benchmarks send meet the real service. */
@ExtendWith(RunningPlatform.Shared.class)
class CallersIT {
    private static final int CLIENTS = 300;
    private static final int EVENTS = 6_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void each_bad_request_is_answered_as_it_should_and_the_caller_goes_on(Nuisance kind, RunningPlatform platform)
            throws IOException {
        byte[] good = ("[{\"event_type\":\"SOAK\",\"company_id\":\"soak\",\"user_id\":\"u\",\"timestamp\":"
                        + "1795380572123}]")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        try (PlainCaller caller = new PlainCaller(collect(platform))) {
            for (int i = 0; i < 3; i++) {
                int status = caller.post(kind.of(good, random));

                assertThat(kind.expects(status)).as("answered " + status).isTrue();
                assertThat(caller.post(Nuisance.Post.json(good))).isEqualTo(200);
            }
        }
    }

    @Test
    void many_clients_share_few_objects(RunningPlatform platform) throws IOException {
        List<byte[]> bodies = Packages.generate(folder).of(1);
        try (ObjectStore store =
                ObjectStore.connect(platform.platform().settings().storage())) {
            RawObjects before = RawObjects.in(store);

            Figures figures = new ClientSwarm(collect(platform), bodies, 1).run("clients", CLIENTS, EVENTS);

            assertThat(figures.eventsPerSecond()).isPositive();
            assertThat(RawObjects.in(store).since(before).count()).isBetween(EVENTS / CLIENTS, EVENTS / 10);
        }
    }

    private static URI collect(RunningPlatform platform) {
        return platform.service().resolve("/collect");
    }
}
