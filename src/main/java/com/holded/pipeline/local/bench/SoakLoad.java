package com.holded.pipeline.local.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Callers that keep a service as busy as they can, one request of five being bad. They can be held up, so that what the
 * service holds between requests can be told from what it holds for them.
 */
final class SoakLoad implements AutoCloseable {
    private static final double BAD = 0.2;
    private static final List<Integer> SIZES = List.of(1, 1, 10, 10, 100, 100, 100, 1000);
    private static final List<Nuisance> KINDS = List.of(Nuisance.values());

    private final URI address;
    private final Map<Integer, List<byte[]>> bodies;
    private final Map<String, AtomicLong> tally = new ConcurrentHashMap<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong unexpected = new AtomicLong();
    /** Callers share it for a request each; who looks at the service has it alone. Fair, or looking would never begin. */
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);

    private final ExecutorService pool;
    private volatile boolean ended;

    /** Begins at once. */
    SoakLoad(URI address, Map<Integer, List<byte[]>> bodies, int callers, long seed) {
        this.address = address;
        this.bodies = bodies;
        this.pool = Executors.newFixedThreadPool(callers);
        for (int number = 0; number < callers; number++) {
            Random random = new Random(seed + number);
            pool.execute(() -> keepBusy(random));
        }
    }

    /** The sizes of packages that it wants bodies of. */
    static List<Integer> sizes() {
        return SIZES.stream().distinct().toList();
    }

    private void keepBusy(Random random) {
        while (!ended) {
            try (PlainCaller caller = new PlainCaller(address)) {
                while (!ended) {
                    gate.readLock().lock();
                    try {
                        call(caller, random);
                    } finally {
                        gate.readLock().unlock();
                    }
                }
            } catch (IOException broken) {
                count("no answer: " + broken.getMessage());
                unexpected.incrementAndGet();
            }
        }
    }

    private void call(PlainCaller caller, Random random) throws IOException {
        int size = SIZES.get(random.nextInt(SIZES.size()));
        List<byte[]> ofSize = bodies.getOrDefault(size, List.of());
        byte[] good = ofSize.get(random.nextInt(ofSize.size()));
        if (random.nextDouble() < BAD) {
            Nuisance kind = KINDS.get(random.nextInt(KINDS.size()));
            int status = caller.post(kind.of(good, random));
            count(kind.name(), status, kind.expects(status));
        } else {
            int status = caller.post(Nuisance.Post.json(good));
            count("good, " + size + " events", status, status == 200);
            events.addAndGet(status == 200 ? size : 0);
        }
    }

    /** A 503 says that there is no room at the moment: full load may bring that about. */
    private void count(String what, int status, boolean expected) {
        count(what + ": " + status);
        if (!expected && status != 503) {
            unexpected.incrementAndGet();
        }
    }

    private void count(String outcome) {
        tally.computeIfAbsent(outcome, first -> new AtomicLong()).incrementAndGet();
    }

    /** Looks at something while no request is under way. */
    <T> T between(Look<T> look) throws IOException, InterruptedException {
        gate.writeLock().lock();
        try {
            return look.look();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Something to look at. */
    interface Look<T> {
        T look() throws IOException, InterruptedException;
    }

    /** Good events that were taken. */
    long events() {
        return events.get();
    }

    /** Requests that were answered otherwise than they are to be, or not at all. */
    long unexpected() {
        return unexpected.get();
    }

    /** Requests by what they were and how they were answered. */
    List<String> outcomes() {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(tally).forEach((outcome, count) -> lines.add(outcome + " × " + count));
        return lines;
    }

    @Override
    public void close() {
        ended = true;
        pool.shutdown();
    }
}
