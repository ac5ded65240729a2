package com.holded.pipeline.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A way in which a server behind a proxy may fail, until the proxy is healed. */
@FunctionalInterface
interface Outage {
    /** What PostgreSQL answers to a COMMIT. */
    byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    /** Begins. */
    void begin(FaultProxy proxy, Random random);

    /** What may befall object storage. */
    List<Outage> OF_STORAGE = List.of(
            (proxy, random) -> proxy.refuse(),
            (proxy, random) -> proxy.silence(),
            (proxy, random) ->
                    proxy.breakWith(Fault.delay(Duration.ofMillis(200)).onTheWayUp()),
            (proxy, random) -> proxy.breakWith(Fault.reset().sometimes(0.2, random)),
            (proxy, random) ->
                    proxy.breakWith(Fault.answer(503, "<Error><Code>SlowDown</Code><Message>no</Message></Error>")
                            .onTheWayUp()
                            .sometimes(0.3, random)),
            (proxy, random) ->
                    proxy.breakWith(Fault.reset().onTheWayBack().of("PUT", "/").sometimes(0.5, random)),
            (proxy, random) -> proxy.breakWith(
                    Fault.cutAfter(300).of("GET", "/raw-events/").onTheWayBack().sometimes(0.5, random)));

    /** What may befall PostgreSQL; the last one loses the replies to COMMITs. */
    List<Outage> OF_DATABASE = List.of(
            (proxy, random) -> proxy.refuse(),
            (proxy, random) -> proxy.silence(),
            (proxy, random) -> proxy.resetAll(),
            (proxy, random) ->
                    proxy.breakWith(Fault.delay(Duration.ofMillis(20)).onTheWayUp()),
            (proxy, random) -> proxy.breakWith(Fault.reset().sometimes(0.02, random)),
            (proxy, random) -> proxy.breakWith(Fault.reset()
                    .onTheWayBack()
                    .when((piece, link) -> piece.contains(COMMITTED))
                    .sometimes(0.3, random)));
}
