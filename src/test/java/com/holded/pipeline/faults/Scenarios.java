package com.holded.pipeline.faults;

import com.holded.pipeline.faults.Breach.Invariant;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.testing.Bucket;
import com.holded.pipeline.testing.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final String ENRICHED = "/events/";
    /** What a run says to PostgreSQL when it begins a load, and when it shows that it is alive. */
    private static final byte[] LOCK_OF_THE_LOAD = ascii("ANY ($1) ORDER BY segment_id FOR UPDATE");

    private static final byte[] SIGN_OF_LIFE = ascii("UPDATE job_runs r SET heartbeat_at");

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
            bed.run();
            senders.send(15, 8);
            run(mutated(bed.pipeline()));
            return runAndCheck(senders);
        }
    }

    /**
     * A run is about to load, and its signs of life do not arrive; another one takes its segments, and is held up before
     * its own load; then the first one goes on, before it can know.
     */
    List<Breach> zombieBeforeItsHeir() throws Exception {
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door);
                FaultProxy database = FaultProxy.tcp(bed.lab().postgres().port());
                FaultProxy storage = storageProxy()) {
            senders.send(10);
            Fault.Gate load = new Fault.Gate();
            Fault loads = Fault.hold(load).when((piece, link) -> piece.contains(LOCK_OF_THE_LOAD));
            Fault.Gate sign = new Fault.Gate();
            database.breakWith(
                    (piece, link) -> (piece.contains(SIGN_OF_LIFE) ? Fault.hold(sign) : loads).handle(piece, link));
            Fault.Gate put = new Fault.Gate();
            storage.breakWith(Fault.hold(put).of("PUT", ENRICHED).onTheWayUp());
            try (ChildJvm zombie = mutated(bed.pipeline())
                            .setting(Setting.POSTGRES_PORT, Integer.toString(database.port()))
                            .now();
                    ChildJvm heir = afterItIsReached(load, through(storage, bed.pipeline()))) {
                put.awaitReached(LONGEST);
                load.open();
                zombie.awaitExit(LONGEST);
                List<Breach> breaches = new ArrayList<>();
                bed.sql()
                        .rows("SELECT segment_id FROM raw_segments WHERE state = 'loaded'")
                        .forEach(segment -> breaches.add(
                                new Breach(Invariant.FENCE, segment + " was loaded by a run that had lost it")));
                put.open();
                heir.awaitExit(LONGEST);
                breaches.addAll(runAndCheck(senders));
                return breaches;
            }
        }
    }

    private static ChildJvm afterItIsReached(Fault.Gate gate, ChildJvm.Start start) throws InterruptedException {
        gate.awaitReached(LONGEST);
        return start.now();
    }

    /** A segment is stored, loaded, and then its PUT ends without an answer. */
    List<Breach> loadedBeforeItsPutIsUnknown() throws Exception {
        try (FaultProxy proxy = storageProxy();
                CollectorChild collector = CollectorChild.of(through(proxy, mutated(bed.collector())));
                Senders senders = new Senders(bed.folder(), seed.value(), () -> collector)) {
            proxy.breakWith(Fault.blackHole().of("PUT", RAW).onTheWayBack());
            Future<?> sending = async(() -> senders.send(1, 5));
            Bucket bucket = new Bucket(bed.store());
            Waiting.until(LONGEST, "the object", () -> bucket.segmentKeys(), keys -> !keys.isEmpty());
            bed.run();
            proxy.breakWith(Fault.reset().of("PUT", RAW).onTheWayBack());
            proxy.resetAll();
            sending.get();
            return runAndCheck(senders);
        }
    }

    /** A run lives, and a replica whose clock is an hour ahead tries to start one of its own. */
    List<Breach> rivalWithSkewedClock() throws Exception {
        String lease = "PT10S";
        try (HealthyDoor door = bed.door();
                Senders senders = new Senders(bed.folder(), seed.value(), () -> door);
                FaultProxy proxy = storageProxy()) {
            senders.send(5);
            Fault.Gate gate = new Fault.Gate();
            proxy.breakWith(Fault.hold(gate).of("PUT", ENRICHED).onTheWayUp());
            try (ChildJvm living = through(proxy, bed.pipeline())
                    .setting(Setting.JOB_LEASE, lease)
                    .now()) {
                gate.awaitReached(LONGEST);
                try (ChildJvm rival = mutated(bed.pipeline())
                        .setting(Setting.JOB_LEASE, lease)
                        .option("-D" + CollectorMain.SKEW + "=PT1H")
                        .now()) {
                    awaitTries(3);
                    List<Breach> breaches = new ArrayList<>();
                    bed.sql()
                            .rows("SELECT run_id FROM job_runs WHERE status = 'ABANDONED'")
                            .forEach(run -> breaches.add(
                                    new Breach(Invariant.LEASE, "run " + run + " lives and was taken for dead")));
                    gate.open();
                    living.awaitExit(LONGEST);
                    rival.awaitExit(LONGEST);
                    breaches.addAll(runAndCheck(senders));
                    return breaches;
                }
            }
        }
    }

    /** Until runs were started or tried so often: each try that fails draws an id and leaves it unused. */
    private void awaitTries(int tries) {
        Waiting.until(
                LONGEST,
                "tries to start a run",
                () -> Integer.parseInt(bed.sql()
                        .rows("SELECT greatest((SELECT last_value FROM job_runs_run_id_seq),"
                                + " (SELECT count(*) * 100 FROM job_runs WHERE status = 'ABANDONED'))")
                        .get(0)),
                drawn -> drawn > tries);
    }

    private static void run(ChildJvm.Start pipeline) {
        try (ChildJvm run = pipeline.now()) {
            run.awaitExit(LONGEST);
        }
    }

    /** The product itself does the rest, so that what is broken at the end is the mutant's doing. */
    private List<Breach> runAndCheck(Senders senders) {
        bed.run();
        return Checker.check(bed, senders.history());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
