package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * A body on its way. One that is wholly there is read at once; of any other the bytes are taken as they come, so that a
 * slow caller holds no thread, and no more memory than it has filled.
 */
final class Arrival implements ReadListener {
    private final ServletInputStream in;
    private final Body body;
    private final CompletableFuture<Body> result = new CompletableFuture<>();
    private boolean ended;

    private Arrival(ServletInputStream in, Body body) {
        this.in = in;
        this.body = body;
    }

    /** Ends what takes too long. */
    interface Clock {
        /** Runs this later, unless it is cancelled: a refusal, which is short enough to be written at once. */
        Future<?> after(Duration time, Runnable work);
    }

    /** How long a body may be, and how long it may take. */
    record Limits(int bytes, Duration time, Clock clock) {}

    /**
     * The body of a request, when it is there; the request has to be asynchronous. Fails with 413 when it is too long,
     * 400 when it ends early, 408 when it takes too long, 503 when there is no room.
     *
     * @param expected its announced length; negative = unknown
     * @throws ProblemException 413 when the announced length is too much
     */
    static CompletableFuture<Body> of(ServletInputStream in, long expected, Limits limits, ByteBudget budget) {
        try {
            if (expected > limits.bytes() || (expected >= 0 && in.available() >= expected)) {
                return CompletableFuture.completedFuture(Body.read(in, expected, limits.bytes(), budget));
            }
        } catch (IOException broken) {
            throw Body.unreadable();
        }
        Arrival arrival = new Arrival(in, Body.begin(expected, limits.bytes(), budget));
        Future<?> deadline = limits.clock().after(limits.time(), () -> arrival.end(late(limits.time())));
        var unused = arrival.result.whenComplete((body, failure) -> deadline.cancel(false));
        in.setReadListener(arrival);
        return arrival.result;
    }

    @Override
    public synchronized void onDataAvailable() {
        try {
            boolean more = !ended;
            while (more && in.isReady()) {
                more = !in.isFinished() && body.readOnce(in);
            }
        } catch (IOException broken) {
            end(Body.unreadable());
        } catch (ProblemException refused) {
            end(refused);
        }
    }

    @Override
    public void onAllDataRead() {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (body.isCut()) {
                end(Body.cut());
                return;
            }
            ended = true;
        }
        if (!result.complete(body)) {
            body.close();
        }
    }

    @Override
    public void onError(Throwable broken) {
        end(Body.unreadable());
    }

    private void end(ProblemException problem) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            body.close();
        }
        result.completeExceptionally(problem);
    }

    private static ProblemException late(Duration time) {
        return new ProblemException(
                ErrorCode.REQUEST_TIMEOUT, "the body took longer than " + time.toMillis() / 1000.0 + " s");
    }
}
