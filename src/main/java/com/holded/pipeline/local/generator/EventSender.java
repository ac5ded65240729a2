package com.holded.pipeline.local.generator;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Posts a file of packages to {@code /collect} over several connections, in constant memory. At least once: a package
 * whose answer is lost is sent again, and the service recognises its messages. Packages leave in the order of the
 * file, but with several connections they arrive in any order; with one connection they arrive in order.
 */
public final class EventSender {
    /** Package size that leaves the packages as they stand in the file. */
    public static final int AS_THEY_STAND = PackageFile.AS_THEY_STAND;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final URI collect;
    private final Secret key;
    private final int connections;
    private final RetryPolicy retries;

    /**
     * A sender; nothing is connected before {@link #send}.
     *
     * @param service root of the service, such as {@code http://127.0.0.1:8000}
     * @param key API key; empty for an anonymous caller
     * @param connections packages in flight at most
     */
    public EventSender(URI service, Secret key, int connections, RetryPolicy retries) {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1, not " + connections);
        }
        this.collect = URI.create(service.toString().replaceAll("/+$", "") + "/collect");
        this.key = key;
        this.connections = connections;
        this.retries = retries;
    }

    /**
     * Sends the whole file; stops early when the service cannot be reached or refuses this caller.
     *
     * @param packageSize events a package, or {@link #AS_THEY_STAND}
     * @param listener is told each answer, from several threads
     * @throws IOException when the file cannot be read; what the service does is in the result
     */
    public SendResult send(Path file, int packageSize, Consumer<PackageAnswer> listener)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        SendTally tally = new SendTally();
        // HTTP/1.1: without TLS, version 2 would have to be negotiated on each new connection.
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        PackageSender sender = new PackageSender(http, collect, key, retries, tally);
        try (PackageFile packages = new PackageFile(file, packageSize)) {
            inParallel(packages, sender, listener);
        }
        return tally.result(Duration.ofNanos(System.nanoTime() - started));
    }

    private void inParallel(PackageFile packages, PackageSender sender, Consumer<PackageAnswer> listener)
            throws IOException, InterruptedException {
        AtomicBoolean hopeful = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> sendAll(packages, sender, listener, hopeful)));
            }
            for (Future<?> connection : running) {
                connection.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException unreadable) {
                throw new IOException(Reasons.of(Objects.requireNonNull(unreadable.getCause())), unreadable);
            }
            throw new IllegalStateException("a connection ended unexpectedly", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void sendAll(
            PackageFile packages, PackageSender sender, Consumer<PackageAnswer> listener, AtomicBoolean hopeful) {
        try {
            while (hopeful.get()) {
                Optional<PackageFile.Payload> payload = packages.next();
                if (payload.isEmpty()) {
                    return;
                }
                if (!sender.send(payload.get(), listener)) {
                    hopeful.set(false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            hopeful.set(false);
            throw new UncheckedIOException(e);
        }
    }
}
