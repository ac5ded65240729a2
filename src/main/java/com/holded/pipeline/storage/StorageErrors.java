package com.holded.pipeline.storage;

import com.holded.pipeline.storage.StorageException.Kind;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from a failure of the S3 client, found by walking its causes. */
final class StorageErrors {
    private static final Set<String> MISSING = Set.of("NoSuchKey", "NoSuchBucket", "NoSuchObject");
    /** Told by the server before it took the bytes. */
    private static final Set<String> BUSY = Set.of("SlowDown", "SlowDownWrite", "SlowDownRead", "ServiceUnavailable");

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int SERVICE_UNAVAILABLE = 503;

    private StorageErrors() {}

    static StorageException translate(Exception failure, String what, boolean write) {
        Kind kind = write ? Kind.UNKNOWN_OUTCOME : Kind.UNAVAILABLE;
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof ErrorResponseException answer) {
                kind = kind(answer.errorResponse().code(), answer.response().code(), write);
            } else if (cause instanceof ServerException answer) {
                kind = kind("", answer.statusCode(), write);
            } else if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException
                    || (cause instanceof InvalidResponseException && !write)) {
                kind = Kind.UNAVAILABLE;
            } else {
                continue;
            }
            break;
        }
        return new StorageException(kind, what + " failed: " + failure.getMessage(), failure);
    }

    private static Kind kind(@Nullable String code, int status, boolean write) {
        if (code != null && MISSING.contains(code)) {
            return Kind.NOT_FOUND;
        }
        if (status == SERVICE_UNAVAILABLE
                || status == TOO_MANY_REQUESTS
                || status == REQUEST_TIMEOUT
                || (code != null && BUSY.contains(code))) {
            return Kind.UNAVAILABLE;
        }
        if (status >= SERVER_ERRORS) {
            return write ? Kind.UNKNOWN_OUTCOME : Kind.UNAVAILABLE;
        }
        return Kind.REFUSED;
    }

    private static @Nullable Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }
}
