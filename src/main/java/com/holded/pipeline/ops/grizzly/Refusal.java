package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Problem;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.ProblemLog;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * A request that no servlet will see: answered with a problem, after which the connection is closed.
 *
 * @param reason the reason phrase of the status line
 * @param parameters further members of the problem
 * @param headers further header lines, each with its line end
 */
record Refusal(
        int status, String reason, ErrorCode code, String detail, Map<String, String> parameters, String headers) {
    /** How long a caller that is still sending may take to see the answer; closing at once would take it away. */
    static final Duration LINGER = Duration.ofSeconds(2);

    static final Refusal MALFORMED = bad("the request line or a header is malformed");
    static final Refusal BAD_TARGET = bad("the path is no valid UTF-8 text in percent-encoding");
    static final Refusal BAD_FRAMING = bad("where the body ends is not said, or said in two ways");
    static final Refusal BAD_HOST = bad("there is more than one Host header");
    static final Refusal URI_TOO_LONG =
            new Refusal(414, "URI Too Long", ErrorCode.BODY_TOO_LARGE, "the request line is too long", "");
    static final Refusal HEADERS_TOO_LARGE = new Refusal(
            431,
            "Request Header Fields Too Large",
            ErrorCode.BODY_TOO_LARGE,
            "the headers are too many or too long",
            "");
    static final Refusal BODY_TOO_LARGE = new Refusal(
            413, "Content Too Large", ErrorCode.BODY_TOO_LARGE, "the body is longer than anything here takes", "");
    static final Refusal LATE_BODY = new Refusal(
            408, "Request Timeout", ErrorCode.REQUEST_TIMEOUT, "the body did not come to its end in time", "");
    static final Refusal OVERLOADED = new Refusal(
            503,
            "Service Unavailable",
            ErrorCode.OVERLOADED,
            "too many bodies are on their way; send the same request again later",
            "");
    static final Refusal STOPPING = new Refusal(
            503,
            "Service Unavailable",
            ErrorCode.OVERLOADED,
            "the service is stopping; send the same request again",
            "");
    static final Refusal BAD_EXPECTATION =
            new Refusal(417, "Expectation Failed", ErrorCode.BAD_PARAMETER, "the only expectation is 100-continue", "");
    static final Refusal BAD_METHOD = new Refusal(
            405,
            "Method Not Allowed",
            ErrorCode.METHOD_NOT_ALLOWED,
            "",
            "Allow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\n");

    Refusal {
        parameters = Map.copyOf(parameters);
    }

    private Refusal(int status, String reason, ErrorCode code, String detail, String headers) {
        this(status, reason, code, detail, Map.of(), headers);
    }

    private static Refusal bad(String detail) {
        return new Refusal(400, "Bad Request", ErrorCode.BAD_REQUEST, detail, "");
    }

    /** Sends the answer; nothing more is read from the connection. */
    NextAction send(FilterChainContext context, Watched watched) {
        send(watched);
        return context.getStopAction();
    }

    /** The same, from outside of the chain. */
    @SuppressWarnings({"rawtypes", "unchecked"}) // As Grizzly's own signature has it.
    void send(Watched watched) {
        watched.refused = true;
        watched.answers.count(watched.request, status);
        watched.closeIn(LINGER.toNanos());
        ((Connection) watched.connection).write(bytes(), new EmptyCompletionHandler<WriteResult>() {
            @Override
            public void completed(WriteResult result) {
                endOutput(watched);
            }
        });
    }

    /** The answer as it goes over the line. */
    Buffer bytes() {
        Problem problem = ProblemLog.record(new ProblemException(code, detail, parameters));
        byte[] body = problem.toJson(status).getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: " + Problem.MEDIA_TYPE
                + "\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n" + headers
                + problem.retryAfter()
                        .map(seconds -> "Retry-After: " + seconds + "\r\n")
                        .orElse("")
                + "Connection: close\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return Buffers.wrap(null, all);
    }

    private static void endOutput(Watched watched) {
        try {
            if (watched.connection instanceof NIOConnection nio && nio.getChannel() instanceof SocketChannel channel) {
                channel.shutdownOutput();
            }
        } catch (IOException gone) {
            watched.connection.terminateSilently();
        }
    }
}
