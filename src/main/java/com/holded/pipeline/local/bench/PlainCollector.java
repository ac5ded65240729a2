package com.holded.pipeline.local.bench;

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
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * The work of the service behind a bare HTTP server: the same collector, without application server, JAX-RS, filters and
 * watch over connections. What those cost is the difference. A program of its own, as the service is one; prints its port
 * and ends with its standard input.
 */
public final class PlainCollector {
    private static final Caller SENDER = new Caller("bench", Set.of(Role.PRODUCER));

    private final Collector collector;

    private PlainCollector(Collector collector) {
        this.collector = collector;
    }

    /** Takes the product's settings from the environment. */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.load(name -> Optional.ofNullable(System.getenv(name)));
        try (ObjectStore store = ObjectStore.connect(settings.storage());
                Collector collector = Collector.plain(settings, store, new BundledContract(), Clock.systemUTC())) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", new PlainCollector(collector)::answer);
            server.start();
            System.out.println(server.getAddress().getPort());
            while (System.in.read() >= 0) {
                // Whoever started it says nothing, and ends it by closing.
            }
            server.stop(0);
        }
        System.exit(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer = collector
                    .collect(new Submission(
                            exchange.getRequestBody(),
                            "application/json",
                            "",
                            Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length")),
                            List.of(),
                            SENDER,
                            Allowance.UNLIMITED,
                            Origin.NOT_KEPT))
                    .join();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** What the service asks too, as long as nobody registers another contract. */
    private static final class BundledContract implements Contracts {
        @Override
        public Contract current(String eventType) {
            return Contract.bundled();
        }

        @Override
        public Contract byId(int id) {
            return Contract.bundled();
        }
    }
}
