package com.holded.pipeline.schema;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer, broken off with an {@link IOException} where it grows too long. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> body;
    private final long most;
    private long received;
    private Flow.@Nullable Subscription subscription;

    LimitedBody(BodySubscriber<byte[]> body, long most) {
        this.body = body;
        this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        body.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        received += item.stream().mapToLong(ByteBuffer::remaining).sum();
        Flow.Subscription source = subscription;
        if (received > most && source != null) {
            source.cancel();
            body.onError(new IOException("The answer is longer than " + most + " bytes"));
        } else {
            body.onNext(item);
        }
    }

    @Override
    public void onError(Throwable throwable) {
        body.onError(throwable);
    }

    @Override
    public void onComplete() {
        body.onComplete();
    }
}
