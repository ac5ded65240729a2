package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.platform.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** Stands before the server's parser: no more connections than allowed, and requests that are clean and quick. */
final class ByteWatch extends BaseFilter {
    /** Enough of an answer to see its type. */
    private static final int HEAD_BYTES = 1024;

    private static final int STATUS_OFFSET = "HTTP/1.1".length();

    private final Connections connections;
    private final Duration headTime;
    private final Duration bodyTime;

    ByteWatch(Connections connections, Duration headTime, Duration bodyTime) {
        this.connections = connections;
        this.headTime = headTime;
        this.bodyTime = bodyTime;
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
        watched.notIdle();
        boolean wasInHead = watched.scan.inHead();
        boolean wasInBody = watched.scan.inBody();
        Reading reading = watched.scan.take(bytes);
        if (reading != Reading.MORE) {
            return refuse(reading, context, watched);
        }
        if (watched.scan.inBody()) {
            if (!wasInBody) {
                watched.closeIn(bodyTime.toNanos());
            }
        } else if (!watched.scan.inHead()) {
            watched.keep();
        } else if (!wasInHead) {
            watched.closeIn(headTime.toNanos());
        }
        return context.getInvokeAction();
    }

    private static NextAction refuse(Reading reading, FilterChainContext context, Watched watched) {
        if (watched.answering()) {
            // An answer cannot be put into the middle of another one.
            watched.connection.terminateSilently();
            return context.getStopAction();
        }
        Refusal refusal =
                switch (reading) {
                    case MORE, DONE, BAD -> Refusal.MALFORMED;
                    case BAD_FRAMING -> Refusal.BAD_FRAMING;
                    case URI_TOO_LONG -> Refusal.URI_TOO_LONG;
                    case HEADERS_TOO_LARGE -> Refusal.HEADERS_TOO_LARGE;
                };
        return refusal.send(context, watched);
    }

    /** What the parser itself refuses goes out as a problem too. */
    @Override
    public NextAction handleWrite(FilterChainContext context) {
        Watched watched = connections.of(context.getConnection());
        if (watched.request == null
                && !watched.refused
                && context.getMessage() instanceof Buffer bytes
                && isOfParser(bytes)) {
            watched.refused = true;
            context.setMessage(Refusal.MALFORMED.bytes());
        }
        return context.getInvokeAction();
    }

    /**
     * Whether an answer is a bare refusal, as only the parser writes them. That no request is known does not tell: the
     * end of an answer may be noted after a quick caller's next request.
     */
    private static boolean isOfParser(Buffer bytes) {
        int most = Math.min(bytes.limit(), bytes.position() + HEAD_BYTES);
        String head = bytes.toStringContent(StandardCharsets.ISO_8859_1, bytes.position(), most);
        boolean refusal = head.startsWith(" 4", STATUS_OFFSET) || head.startsWith(" 505 ", STATUS_OFFSET);
        return head.startsWith("HTTP/1.") && refusal && !head.contains(Problem.MEDIA_TYPE);
    }
}
