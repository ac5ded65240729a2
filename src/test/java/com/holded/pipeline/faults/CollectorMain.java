package com.holded.pipeline.faults;

import com.holded.pipeline.collect.Collector;
import com.holded.pipeline.collect.Submission;
import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.Contract;
import com.holded.pipeline.schema.Contracts;
import com.holded.pipeline.schema.LiveContracts;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.Role;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.Origin;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/**
 * The product's collector behind a bare HTTP server: what is under test are its group commit and its storage, which start
 * in half a second this way. Prints its port; ends with its standard input.
 */
public final class CollectorMain {
    /** System property: how far this machine's clock is wrong. */
    static final String SKEW = "faults.skew";
    /** System property: {@code true} asks the registry of the database for contracts, as the service does. */
    static final String LIVE_CONTRACTS = "faults.contracts.live";

    private static final Caller SENDER = new Caller("faults", Set.of(Role.PRODUCER));

    private final Collector collector;

    private CollectorMain(Collector collector) {
        this.collector = collector;
    }

    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.load(name -> Optional.ofNullable(System.getenv(name)));
        try (ObjectStore store = ObjectStore.connect(settings.storage());
                Collector collector = Collector.plain(settings, store, contracts(settings), clock())) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/collect", new CollectorMain(collector)::answer);
            server.start();
            System.out.println(server.getAddress().getPort());
            while (System.in.read() >= 0) {
                // Whoever started it says nothing, and ends it by closing.
            }
            server.stop(0);
        }
        System.exit(0);
    }

    /** The clock of a machine that is set wrong by as much as the property says. */
    static Clock clock() {
        return Clock.offset(Clock.systemUTC(), Duration.parse(System.getProperty(SKEW, "PT0S")));
    }

    private static Contracts contracts(Settings settings) {
        if (!Boolean.getBoolean(LIVE_CONTRACTS)) {
            return Contracts.only(Contract.bundled());
        }
        LiveContracts live = Contracts.open(settings.registry(), Database.open(settings.database()));
        live.registerShipped();
        return live;
    }

    private void answer(HttpExchange exchange) {
        try {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            collector
                    .collect(new Submission(
                            exchange.getRequestBody(),
                            "application/json",
                            "",
                            length == null ? -1 : Long.parseLong(length),
                            key == null ? List.of() : List.of(key),
                            SENDER,
                            Allowance.UNLIMITED,
                            Origin.NOT_KEPT))
                    .whenComplete((answer, failure) -> {
                        if (answer != null) {
                            send(exchange, 200, answer);
                        } else {
                            refuse(exchange, failure);
                        }
                    });
        } catch (RuntimeException refused) {
            refuse(exchange, refused);
        }
    }

    private static void refuse(HttpExchange exchange, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        int status = cause instanceof ProblemException problem ? problem.code().status() : 500;
        send(exchange, status, String.valueOf(cause.getMessage()).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] answer) {
        try (exchange) {
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (IOException gone) {
            // The sender sees it as we do.
        }
    }
}
