package com.holded.pipeline.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A collector in a process of its own. */
final class CollectorChild implements Door, AutoCloseable {
    /** Longer than the collector may let anyone wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChildJvm child;
    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private CollectorChild(ChildJvm child) {
        this.child = child;
        this.address = URI.create("http://127.0.0.1:" + child.says() + "/collect");
    }

    /** Starts one, and returns when it listens. */
    static CollectorChild of(ChildJvm.Start start) {
        return new CollectorChild(start.now());
    }

    @Override
    public Answer post(byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(body)));
    }

    /** The same under an idempotency key. */
    Answer postOnce(String key, byte[] body) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(address).header("Idempotency-Key", key).POST(BodyPublishers.ofByteArray(body)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body());
    }

    ChildJvm child() {
        return child;
    }

    @Override
    public void close() {
        child.close();
    }
}
