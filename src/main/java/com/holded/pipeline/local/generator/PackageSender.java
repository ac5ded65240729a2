package com.holded.pipeline.local.generator;

import com.holded.pipeline.platform.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Posts one package and sees it through: retries what may pass, and tells it from what will not. Thread-safe. */
final class PackageSender {
    /** The service took nothing; the same package may be sent again. */
    private static final Set<Integer> NOT_NOW = Set.of(429, 503);
    /** A gateway gave up waiting: the package may or may not have arrived. */
    private static final Set<Integer> UNSURE = Set.of(502, 504);
    /** It is not this package: the key or the address is wrong. */
    private static final Set<Integer> NOT_HERE = Set.of(401, 403, 404);

    private static final int LONGEST_DETAIL = 300;
    private static final int ATTEMPTS_TO_MEET = 4;

    private final HttpClient http;
    private final URI collect;
    private final Secret key;
    private final RetryPolicy retries;
    private final SendTally tally;

    PackageSender(HttpClient http, URI collect, Secret key, RetryPolicy retries, SendTally tally) {
        this.http = http;
        this.collect = collect;
        this.key = key;
        this.retries = retries;
        this.tally = tally;
    }

    /** What is known of a package that was not answered with a result. */
    private enum Arrival {
        NOT_CONNECTED,
        NOT_TAKEN,
        UNKNOWN
    }

    /** What one attempt met. */
    private sealed interface Attempt {
        record Answered(PackageAnswer answer) implements Attempt {}

        record Again(Duration pause, Arrival arrival, String problem) implements Attempt {}

        /** @param hopeless whether no other package would fare better */
        record Never(boolean hopeless, String problem) implements Attempt {}
    }

    /**
     * Sends a package, as often as the policy allows, and counts what came of it.
     *
     * @return whether it makes sense to send others: false when the service cannot be reached or refuses this caller
     */
    boolean send(PackageFile.Payload payload, Consumer<PackageAnswer> listener) throws InterruptedException {
        for (int number = 1; ; number++) {
            Attempt attempt = attempt(payload, number);
            if (attempt instanceof Attempt.Answered answered) {
                tally.answered(answered.answer());
                listener.accept(answered.answer());
                return true;
            } else if (attempt instanceof Attempt.Never never) {
                tally.failed(payload.events(), "package " + payload.number() + ": " + never.problem());
                return !never.hopeless();
            } else if (attempt instanceof Attempt.Again again) {
                if (number >= attempts(again)) {
                    String problem = again.problem() + " (" + number + " attempts)";
                    tally.failed(payload.events(), "package " + payload.number() + ": " + problem);
                    return false;
                }
                tally.retried();
                if (again.arrival() == Arrival.UNKNOWN) {
                    tally.resentUnsure(payload.events());
                }
                Thread.sleep(again.pause().toMillis());
            }
        }
    }

    /** A service that never answered is not restarting but not there: nobody should wait for it for a minute. */
    private int attempts(Attempt.Again again) {
        return again.arrival() == Arrival.NOT_CONNECTED && !tally.anyAnswered()
                ? Math.min(ATTEMPTS_TO_MEET, retries.attempts())
                : retries.attempts();
    }

    private Attempt attempt(PackageFile.Payload payload, int number) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request(payload), HttpResponse.BodyHandlers.ofString());
            return judged(response, payload, number);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Attempt.Again(pause(number), Arrival.NOT_CONNECTED, "cannot connect to " + collect);
        } catch (IOException e) {
            return new Attempt.Again(
                    pause(number), Arrival.UNKNOWN, "no answer from " + collect + ": " + Reasons.of(e));
        }
    }

    private Attempt judged(HttpResponse<String> response, PackageFile.Payload payload, int number) {
        int status = response.statusCode();
        if (status == 200) {
            try {
                return new Attempt.Answered(PackageAnswer.parse(response.body(), payload.events()));
            } catch (IllegalArgumentException e) {
                return new Attempt.Never(false, Reasons.of(e));
            }
        }
        String problem = "HTTP " + status + " " + detail(response.body());
        if (UNSURE.contains(status)) {
            return new Attempt.Again(pause(number), Arrival.UNKNOWN, problem);
        }
        if (NOT_NOW.contains(status)) {
            OptionalLong asked = retryAfterSeconds(response);
            return new Attempt.Again(
                    asked.isPresent() ? retries.bounded(Duration.ofSeconds(asked.getAsLong())) : pause(number),
                    Arrival.NOT_TAKEN,
                    problem);
        }
        return new Attempt.Never(NOT_HERE.contains(status), problem);
    }

    private HttpRequest request(PackageFile.Payload payload) {
        HttpRequest.Builder request = HttpRequest.newBuilder(collect)
                .timeout(retries.timeout())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofString(payload.json()));
        if (!key.reveal().isEmpty()) {
            request.header("Authorization", "Bearer " + key.reveal());
        }
        return request.build();
    }

    /** Half of the policy's pause and up to as much again by chance, so that connections do not retry in step. */
    private Duration pause(int number) {
        long most = retries.pauseAfter(number).toMillis();
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    /** Retry-After in seconds; the form with a date is not used by services of this kind and is passed over. */
    private static OptionalLong retryAfterSeconds(HttpResponse<String> response) {
        try {
            return response.headers().firstValueAsLong("Retry-After");
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Title and detail of a problem+json; the beginning of any other body. */
    private static String detail(String body) {
        String text = body;
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            if (problem.has("title")) {
                String detail = problem.path("detail").asString("");
                text = problem.path("title").asString("") + (detail.isEmpty() ? "" : ": " + detail);
            }
        } catch (JacksonException e) {
            // Not from this service but from something in between: shown as it is.
        }
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST_DETAIL ? line.substring(0, LONGEST_DETAIL) + "…" : line;
    }
}
