package com.holded.pipeline.platform;

import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a failure into a {@link Problem} and logs it, once: an error of the caller as information, everything else as
 * an error under its error id. Failures that pass here must not be logged anywhere else.
 */
public final class ProblemLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

    private ProblemLog() {}

    /** The problem to answer with; anything but a {@link ProblemException} is {@link ErrorCode#INTERNAL}. */
    public static Problem record(Throwable failure) {
        if (CallersGone.note(failure)) {
            // Nobody is there to read it.
            return Problem.of(ErrorCode.BAD_REQUEST, "");
        }
        return failure instanceof ProblemException known
                ? record(known.code(), known.detail(), known.parameters(), known)
                : record(ErrorCode.INTERNAL, "", Map.of(), failure);
    }

    /** The problem of this kind; the cause goes to the log only. */
    public static Problem record(ErrorCode code, String detail, Map<String, String> parameters, Throwable cause) {
        return switch (code.actor()) {
            case CALLER -> {
                LOG.info("Refused: {} {}", code, Causes.oneLine(detail));
                yield new Problem(code, detail, parameters, "");
            }
            case CAPACITY -> {
                // No stack trace: while a part is down there is one of these per request, and all of them are equal.
                String errorId = UUID.randomUUID().toString();
                LOG.error(
                        "Unavailable: {} {} errorId={} cause={}",
                        code,
                        Causes.oneLine(detail),
                        errorId,
                        Causes.rootOf(cause));
                yield new Problem(code, detail, parameters, errorId);
            }
            case SERVICE -> {
                String errorId = UUID.randomUUID().toString();
                LOG.error("Failed: {} errorId={}", code, errorId, cause);
                // The detail may come from the depths; the caller gets the error id in its place.
                yield new Problem(code, "", Map.of(), errorId);
            }
        };
    }
}
