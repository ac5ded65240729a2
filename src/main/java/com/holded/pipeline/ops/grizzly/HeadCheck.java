package com.holded.pipeline.ops.grizzly;

import com.holded.pipeline.limits.Allowance;
import com.holded.pipeline.limits.Limiter;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Problem;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.Doorkeeper;
import com.holded.pipeline.security.Visit;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Whether the head of a request is enough to refuse it: nothing is kept of the body of a caller who may not send one.
 * Asked of bodies in pieces only; of any other the servlet filters ask the same.
 */
final class HeadCheck {
    private final Doorkeeper doorkeeper;
    private final Limiter limiter;

    HeadCheck(Doorkeeper doorkeeper, Limiter limiter) {
        this.doorkeeper = doorkeeper;
        this.limiter = limiter;
    }

    /** The refusal; empty when the body is worth waiting for. */
    Optional<Refusal> refusalOf(HttpRequestPacket head) {
        Visit visit = visit(head);
        try {
            Caller caller = doorkeeper.admit(visit);
            return visit.path().equals("/collect") ? limiter.events(caller).map(HeadCheck::refusal) : Optional.empty();
        } catch (ProblemException refused) {
            Stream<String> challenges =
                    refused.code() == ErrorCode.UNAUTHORIZED ? visit.challenges().stream() : Stream.empty();
            return Optional.of(refusal(
                    Problem.of(refused.code(), refused.detail()),
                    challenges.map(value -> Map.entry("WWW-Authenticate", value))));
        }
    }

    private static Refusal refusal(Allowance.Refusal tooMany) {
        return refusal(tooMany.problem(), tooMany.headers().entrySet().stream());
    }

    private static Refusal refusal(Problem problem, Stream<Map.Entry<String, String>> headers) {
        int status = problem.code().status();
        return new Refusal(
                status,
                Response.Status.fromStatusCode(status).getReasonPhrase(),
                problem.code(),
                problem.detail(),
                problem.parameters(),
                headers.map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining()));
    }

    private static Visit visit(HttpRequestPacket head) {
        return new Visit(
                head.getMethod().getMethodString(),
                head.getRequestURI(),
                text(head, "Host"),
                text(head, "Content-Type"),
                text(head, "Origin"),
                text(head, "Sec-Fetch-Site"),
                text(head, "Sec-Fetch-Mode"),
                values(head, "Authorization"),
                values(head, "X-API-Key"));
    }

    private static String text(HttpRequestPacket head, String name) {
        return String.join(",", values(head, name));
    }

    private static List<String> values(HttpRequestPacket head, String name) {
        List<String> values = new ArrayList<>();
        head.getHeaders().values(name).forEach(values::add);
        return values;
    }
}
