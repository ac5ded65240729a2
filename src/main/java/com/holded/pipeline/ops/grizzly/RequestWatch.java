package com.holded.pipeline.ops.grizzly;

import java.time.Duration;
import java.util.Optional;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpContext;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpRequestPacket;

/** Stands behind the server's parser: refuses what the server would take in a way of its own. */
final class RequestWatch extends BaseFilter {
    private final Connections connections;
    private final RequestRules rules;
    private final long idleNanos;

    RequestWatch(Connections connections, RequestRules rules, Duration idleTime) {
        this.connections = connections;
        this.rules = rules;
        this.idleNanos = idleTime.toNanos();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request) {
            Watched watched = connections.of(context.getConnection());
            if (watched.request != request) {
                // First known, then refused or not: who waits for requests on their way sees it, or it sees that one
                // waits.
                watched.request = request;
                Optional<Refusal> refusal = connections.isRefusing() && !isProbe(request)
                        ? Optional.of(Refusal.STOPPING)
                        : rules.refusalOf(request);
                if (refusal.isPresent()) {
                    return refusal.get().send(context, watched);
                }
            }
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event.type() == HttpEvents.ResponseCompleteEvent.TYPE) {
            Watched watched = connections.of(context.getConnection());
            HttpContext http = HttpContext.get(context);
            HttpRequestPacket answered = http == null ? watched.request : http.getRequest();
            if (answered != null) {
                watched.answers.count(answered, answered.getResponse().getStatus());
            }
            // The end of an answer may be noted after a quick caller's next request.
            if (watched.request == answered) {
                watched.request = null;
                watched.idleFor(idleNanos);
            }
        }
        return context.getInvokeAction();
    }

    private static boolean isProbe(HttpRequestPacket request) {
        String path = request.getRequestURI();
        return path.equals("/health") || path.startsWith("/health/");
    }
}
