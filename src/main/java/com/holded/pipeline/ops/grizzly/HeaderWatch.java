package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.platform.Settings;
import java.time.Duration;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** Stands before the server's parser: no more connections than allowed, and headers that are short, clean and quick. */
final class HeaderWatch extends BaseFilter {
    private final Connections connections;
    private final Duration headerTime;

    HeaderWatch(Connections connections, Settings.Http settings) {
        this.connections = connections;
        this.headerTime = settings.headerTime();
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) {
        if (!connections.admit(context.getConnection())) {
            context.getConnection().terminateSilently();
            return context.getStopAction();
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        connections.forget(context.getConnection());
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        Watched watched = connections.of(context.getConnection());
        Buffer bytes = context.getMessage();
        if (watched.refused) {
            bytes.tryDispose();
            return context.getStopAction();
        }
        if (watched.busy) {
            return context.getInvokeAction();
        }
        if (!watched.scan.begun()) {
            watched.closeIn(headerTime.toNanos());
        }
        return switch (scan(watched.scan, bytes)) {
            case MORE, DONE -> context.getInvokeAction();
            case BAD -> Refusal.MALFORMED.send(context, watched);
            case BAD_FRAMING -> Refusal.BAD_FRAMING.send(context, watched);
            case URI_TOO_LONG -> Refusal.URI_TOO_LONG.send(context, watched);
            case HEADERS_TOO_LARGE -> Refusal.HEADERS_TOO_LARGE.send(context, watched);
        };
    }

    private static HeaderScan.State scan(HeaderScan scan, Buffer bytes) {
        HeaderScan.State state = HeaderScan.State.MORE;
        for (int at = bytes.position(); at < bytes.limit() && state == HeaderScan.State.MORE; at++) {
            state = scan.take(bytes.get(at) & 0xFF);
        }
        return state;
    }

    /** What the parser itself refuses goes out as a problem too. */
    @Override
    public NextAction handleWrite(FilterChainContext context) {
        Watched watched = connections.of(context.getConnection());
        if (!watched.busy && !watched.refused && context.getMessage() instanceof Buffer) {
            watched.refused = true;
            context.setMessage(Refusal.MALFORMED.bytes());
        }
        return context.getInvokeAction();
    }
}
