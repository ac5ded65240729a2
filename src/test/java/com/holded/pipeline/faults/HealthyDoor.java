package com.holded.pipeline.faults;

import com.holded.pipeline.collect.Collector;
import com.holded.pipeline.collect.Submission;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.Origin;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The product's collector in the JVM of the test: for tests whose faults are elsewhere. */
final class HealthyDoor implements Door, AutoCloseable {
    private static final Caller SENDER = new Caller("faults", Set.of(Role.PRODUCER));

    private final ObjectStore store;
    private final Collector collector;

    HealthyDoor(Settings settings) {
        this.store = ObjectStore.connect(settings.storage());
        this.collector = Collector.plain(settings, store, Contracts.only(Contract.bundled()), Clock.systemUTC());
    }

    @Override
    public Answer post(byte[] body) {
        byte[] answer = collector
                .collect(new Submission(
                        new ByteArrayInputStream(body),
                        "application/json",
                        "",
                        body.length,
                        List.of(),
                        SENDER,
                        Allowance.UNLIMITED,
                        Origin.NOT_KEPT))
                .join();
        return new Answer(200, answer);
    }

    @Override
    public void close() {
        collector.close();
        store.close();
    }
}
