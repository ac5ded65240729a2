package com.holded.pipeline.ops.grizzly;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.memory.Buffers;

/**
 * Stands behind the server's parser: lets a request go on when its body is whole, so that a slow caller holds no thread.
 * A body that came in one piece goes on as it is.
 *
 * <p>Not done with the servlets' own way, a {@link jakarta.servlet.ReadListener}: in Payara 6 its callbacks touch a
 * request after the last of them, when the request may have been answered and be another one already.
 */
final class WholeBody extends BaseFilter {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Connections connections;
    private final HeadCheck check;
    private final long most;
    /** The server says 100 to a request that goes on, which is too late here. It has no other way to be told so. */
    private final Method acknowledged;

    /** @param most bytes of the longest body that anything here takes */
    WholeBody(Connections connections, HeadCheck check, long most) throws NoSuchMethodException {
        this.connections = connections;
        this.check = check;
        this.most = most;
        this.acknowledged = HttpRequestPacket.class.getDeclaredMethod("requiresAcknowledgement", boolean.class);
        acknowledged.setAccessible(true);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!(context.getMessage() instanceof HttpContent content)
                || !(content.getHttpHeader() instanceof HttpRequestPacket request)
                || HttpContent.isBroken(content)) {
            return context.getInvokeAction();
        }
        Watched watched = connections.of(context.getConnection());
        if (content.isLast() && !watched.pieces.any()) {
            return context.getInvokeAction();
        }
        Optional<Refusal> refused = watched.pieces.any() ? Optional.empty() : check.refusalOf(request);
        if (refused.isPresent()) {
            return refused.get().send(context, watched);
        }
        if (watched.pieces.size() + content.getContent().remaining() > most) {
            return Refusal.BODY_TOO_LARGE.send(context, watched);
        }
        if (!watched.pieces.add(content.getContent())) {
            return Refusal.OVERLOADED.send(context, watched);
        }
        if (!content.isLast()) {
            acknowledge(request, context);
            content.recycle();
            return context.getStopAction();
        }
        Buffer whole = Buffers.wrap(context.getMemoryManager(), watched.pieces.take());
        context.setMessage(
                HttpContent.builder(request).content(whole).last(true).build());
        content.recycle();
        return context.getInvokeAction();
    }

    private void acknowledge(HttpRequestPacket request, FilterChainContext context) {
        if (request.requiresAcknowledgement()) {
            try {
                acknowledged.invoke(request, false);
            } catch (IllegalAccessException | InvocationTargetException impossible) {
                throw new IllegalStateException("the server's request takes no acknowledgement", impossible);
            }
            context.write(Buffers.wrap(context.getMemoryManager(), CONTINUE));
        }
    }
}
