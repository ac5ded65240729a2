package com.holded.pipeline.faults;

import com.holded.pipeline.platform.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Faults that a mutant of the product does not survive: each scenario ends with what is broken, which is nothing for the
 * product and the expected invariant for the mutant.
 */
final class Scenarios {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String RAW = "/raw-events/";

    private final Bed bed;
    private final Seed seed;
    private final Optional<Path> mutant;

    /** The product as it is. */
    Scenarios(Bed bed, Seed seed) {
        this(bed, seed, Optional.empty());
    }

    /** @param mutant classes that stand before those of the product */
    Scenarios(Bed bed, Seed seed, Optional<Path> mutant) {
        this.bed = bed;
        this.seed = seed;
        this.mutant = mutant;
    }

    private ChildJvm.Start mutated(ChildJvm.Start start) {
        return mutant.map(start::mutated).orElse(start);
    }

    /** Reaches storage through a proxy, and is patient enough with it to wait for a gate. */
    static ChildJvm.Start through(FaultProxy proxy, ChildJvm.Start start) {
        return start.setting(Setting.MINIO_ENDPOINT, "http://127.0.0.1:" + proxy.port())
                .setting(Setting.MINIO_TIMEOUT, "PT60S");
    }

    private FaultProxy storageProxy() {
        return FaultProxy.http(bed.lab().s3().endpoint().getPort());
    }

    /** The collector dies while its PUT is on the way. Whoever was answered by then was answered too early. */
    List<Breach> deathBeforeThePutArrives() throws Exception {
        try (FaultProxy proxy = storageProxy();
                CollectorChild collector = CollectorChild.of(through(proxy, mutated(bed.collector())));
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
            Fault.Gate gate = new Fault.Gate();
            proxy.breakWith(Fault.hold(gate).of("PUT", RAW).onTheWayUp());
            Future<?> sending = async(() -> senders.send(1));
            gate.awaitReached(LONGEST);
            waitAWhile(sending);
            collector.child().kill();
            proxy.refuse();
            sending.get();
            return runAndCheck(senders);
        }
    }

    /** Nobody is answered before the PUT has arrived; time enough for one who is all the same. */
    private static void waitAWhile(Future<?> sending) throws Exception {
        try {
            sending.get(2, TimeUnit.SECONDS);
        } catch (TimeoutException waits) {
            // As it should.
        }
    }

    /** The same messages several times, in several segments and runs. */
    List<Breach> repeatedMessages() throws Exception {
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door)) {
            senders.send(15, 8);
            run();
            senders.send(15, 8);
            return runAndCheck(senders);
        }
    }

    private void run() {
        try (ChildJvm run = mutated(bed.pipeline()).now()) {
            run.awaitExit(LONGEST);
        }
    }

    private List<Breach> runAndCheck(Senders senders) {
        run();
        return Checker.check(bed, senders.history());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Future<?> async(Work work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> future = thread.submit(() -> {
            work.run();
            return null;
        });
        thread.shutdown();
        return future;
    }
}
