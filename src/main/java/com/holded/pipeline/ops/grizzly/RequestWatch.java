package com.holded.pipeline.ops.grizzly;

import java.time.Duration;
import java.util.Optional;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Stands behind the server's parser: refuses what the server would take in a way of its own, and ends a connection
 * whose body does not arrive.
 */
final class RequestWatch extends BaseFilter {
    /** The resource answers first where it can. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Connections connections;
    private final RequestRules rules;
    private final Duration bodyTime;

    RequestWatch(Connections connections, RequestRules rules, Duration bodyTime) {
        this.connections = connections;
        this.rules = rules;
        this.bodyTime = bodyTime.plus(GRACE);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!(context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getInvokeAction();
        }
        Watched watched = connections.of(context.getConnection());
        if (!watched.busy) {
            watched.busy = true;
            Optional<Refusal> refusal = rules.refusalOf(request);
            if (refusal.isPresent()) {
                return refusal.get().send(context, watched);
            }
            watched.closeIn(bodyTime.toNanos());
        }
        if (content.isLast()) {
            watched.keep();
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event.type() == HttpEvents.ResponseCompleteEvent.TYPE) {
            Watched watched = connections.of(context.getConnection());
            if (!watched.refused) {
                watched.busy = false;
                watched.scan.restart();
                watched.keep();
            }
        }
        return context.getInvokeAction();
    }
}
