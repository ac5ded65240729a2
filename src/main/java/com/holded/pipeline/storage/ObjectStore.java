package com.holded.pipeline.storage;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.StorageException.Kind;
import io.minio.BucketExistsArgs;
import io.minio.Checksum;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of all objects on an S3 server. Plain S3 only: no tags, no versions, no conditional writes. Every call is
 * tried up to three times within the time that the settings give to a request, then ends in a
 * {@link StorageException}. Thread-safe.
 */
public final class ObjectStore implements AutoCloseable {
    /** A larger object was put there by somebody else. */
    private static final long MOST_BYTES = 512L << 20;

    private static final int MOST_KEYS_PER_PAGE = 1000;

    private static final long LEAST_BYTES_PER_SECOND = 256 << 10;

    /** The form in which S3 shows metadata. */
    private static final String SHA256_HEADER = "x-amz-meta-" + SegmentFormat.SHA256;

    private final Settings.Storage settings;
    private final OkHttpClient http;
    private final Attempts attempts;
    private final Consumer<Operation> requests;

    /** What a request asks of the server. */
    public enum Operation {
        /** Whether the bucket is there, or how long an object is. */
        CHECK,
        READ,
        WRITE,
        DELETE,
        LIST
    }

    private ObjectStore(Settings.Storage settings, Consumer<Operation> requests) {
        this.settings = settings;
        this.requests = requests;
        this.http = HttpConnections.client(settings.timeout());
        this.attempts = new Attempts();
        // Loads the client's classes here, where the server deploys us, and not in whichever thread comes first: a
        // static
        // initialiser that fails once fails for good.
        var unused = client(settings.timeout());
    }

    /** The store that these settings name; nothing is sent yet. */
    public static ObjectStore connect(Settings.Storage settings) {
        return connect(settings, request -> {});
    }

    /**
     * The same, counting.
     *
     * @param requests is told of each request before it is sent, repeated ones too; it must be quick
     */
    public static ObjectStore connect(Settings.Storage settings, Consumer<Operation> requests) {
        return new ObjectStore(settings, requests);
    }

    /** Makes the bucket unless it is there. */
    public void ensureBucket() {
        call("making the bucket", settings.timeout(), Operation.CHECK, client -> {
            if (!exists(client)) {
                client.makeBucket(MakeBucketArgs.builder()
                        .bucket(settings.bucket())
                        .region(settings.region())
                        .build());
            }
            return true;
        });
    }

    /**
     * Asks whether the bucket can be reached; once, within the time of one request.
     *
     * @throws StorageException when it cannot, or is not there
     */
    public void check() {
        requests.accept(Operation.CHECK);
        try {
            if (!exists(client(settings.timeout()))) {
                throw new StorageException(Kind.NOT_FOUND, "there is no bucket " + settings.bucket());
            }
        } catch (MinioException | IllegalStateException failure) {
            throw StorageErrors.translate(failure, "asking for the bucket", false);
        }
    }

    /** {@link #put(NewObject, Duration)} within the time that the settings give to a request. */
    public void put(NewObject object) {
        put(object, settings.timeout());
    }

    /**
     * Stores an object, and returns when the server has shown that it holds these very bytes.
     *
     * @param within longest time, all attempts together
     * @throws StorageException of kind UNKNOWN_OUTCOME when the object may be there, or may yet come
     */
    public void put(NewObject object, Duration within) {
        byte[] bytes = object.bytes();
        PutObjectArgs put = PutObjectArgs.builder()
                .bucket(settings.bucket())
                .object(object.key())
                .data(bytes, bytes.length)
                .contentType(object.contentType())
                .userMetadata(object.metadata())
                // The default, CRC32C, is computed byte by byte in Java; the JDK has this one in machine code.
                .checksum(Checksum.Algorithm.CRC32)
                .build();
        call("writing " + object.key(), within, Operation.WRITE, client -> {
            ObjectWriteResponse answer = client.putObject(put);
            if (!ETags.isOf(answer.etag(), bytes)) {
                verify(client, object.key(), bytes, answer);
            }
            return true;
        });
    }

    /**
     * Stores a file, in parts when it is large, and returns when the server has shown that it holds as many bytes.
     *
     * @param sha256 hex SHA-256 of its bytes, which goes into its metadata
     * @throws StorageException of kind UNKNOWN_OUTCOME when the object may be there, or may yet come
     */
    public void upload(String key, Path file, String contentType, String sha256) throws IOException {
        long size = Files.size(file);
        call("writing " + key, longest(size), Operation.WRITE, client -> {
            client.uploadObject(UploadObjectArgs.builder()
                    .bucket(settings.bucket())
                    .object(key)
                    .filename(file.toString())
                    .contentType(contentType)
                    .userMetadata(Map.of(SegmentFormat.SHA256, sha256))
                    .checksum(Checksum.Algorithm.CRC32)
                    .build());
            long stored = size(client, key);
            if (stored != size) {
                throw new StorageException(Kind.UNKNOWN_OUTCOME, key + " was stored with " + stored + " bytes");
            }
            return true;
        });
    }

    /**
     * The bytes of an object as they come; the caller closes them. What breaks off on the way is an {@link IOException}.
     *
     * @param sizeBytes of the object
     * @throws StorageException of kind NOT_FOUND when there is none
     */
    public InputStream open(String key, long sizeBytes) {
        GetObjectArgs get =
                GetObjectArgs.builder().bucket(settings.bucket()).object(key).build();
        return call("reading " + key, longest(sizeBytes), Operation.READ, client -> client.getObject(get));
    }

    /** What a request for so many bytes may take; nobody who reads or writes that slowly is waited for. */
    private Duration longest(long sizeBytes) {
        return settings.timeout().plusMillis(sizeBytes * 1_000 / LEAST_BYTES_PER_SECOND);
    }

    /**
     * All bytes of an object.
     *
     * @throws StorageException of kind NOT_FOUND when there is none, TOO_LARGE when it is larger than any of ours
     */
    public byte[] read(String key) {
        return read(key, MOST_BYTES).bytes();
    }

    /**
     * An object with what its metadata tell of it.
     *
     * @throws StorageException of kind NOT_FOUND when there is none, TOO_LARGE when it has more bytes than this
     */
    public ObjectContent read(String key, long mostBytes) {
        GetObjectArgs get =
                GetObjectArgs.builder().bucket(settings.bucket()).object(key).build();
        return call("reading " + key, settings.timeout(), Operation.READ, client -> {
            try (GetObjectResponse answer = client.getObject(get)) {
                long length = length(answer);
                if (length > mostBytes) {
                    throw tooLarge(key, length);
                }
                byte[] bytes = answer.readNBytes((int) Math.min(mostBytes + 1, Integer.MAX_VALUE - 8));
                if (bytes.length > mostBytes) {
                    throw tooLarge(key, bytes.length);
                }
                if (length >= 0 && bytes.length != length) {
                    throw new StorageException(Kind.UNAVAILABLE, key + " was cut off at " + bytes.length + " bytes");
                }
                @Nullable String sha256 = answer.headers().get(SHA256_HEADER);
                return new ObjectContent(bytes, sha256 == null ? "" : sha256);
            }
        });
    }

    private static StorageException tooLarge(String key, long bytes) {
        return new StorageException(Kind.TOO_LARGE, key + " has " + bytes + " bytes, more than any of ours");
    }

    /** Deletes an object; one that is not there is no error. */
    public void delete(String key) {
        RemoveObjectArgs remove =
                RemoveObjectArgs.builder().bucket(settings.bucket()).object(key).build();
        call("deleting " + key, settings.timeout(), Operation.DELETE, client -> {
            client.removeObject(remove);
            return true;
        });
    }

    /**
     * Objects whose keys start with the prefix, in order of their keys.
     *
     * @param startAfter only keys behind this one; empty = from the first
     * @param most largest number of objects that is returned
     */
    public List<StoredObject> list(String prefix, String startAfter, int most) {
        ListObjectsArgs.Builder list = ListObjectsArgs.builder()
                .bucket(settings.bucket())
                .prefix(prefix)
                .recursive(true)
                .maxKeys(Math.min(most, MOST_KEYS_PER_PAGE));
        if (!startAfter.isEmpty()) {
            list.startAfter(startAfter);
        }
        return call("listing " + prefix, settings.timeout(), Operation.LIST, client -> {
            List<StoredObject> objects = new ArrayList<>();
            for (Result<Item> result : client.listObjects(list.build())) {
                Item item = result.get();
                objects.add(new StoredObject(
                        item.objectName(), item.size(), item.lastModified().toInstant()));
                // Asked for one more, the client would send for the next page.
                if (objects.size() == most) {
                    break;
                }
            }
            return objects;
        });
    }

    /**
     * Prefixes right below this one that end in a slash, in order; at most the first thousand.
     *
     * @param prefix empty, or ending in a slash
     */
    public List<String> folders(String prefix) {
        ListObjectsArgs list = ListObjectsArgs.builder()
                .bucket(settings.bucket())
                .prefix(prefix)
                .recursive(false)
                .maxKeys(MOST_KEYS_PER_PAGE)
                .build();
        return call("listing the folders of " + prefix, settings.timeout(), Operation.LIST, client -> {
            List<String> folders = new ArrayList<>();
            int seen = 0;
            for (Result<Item> result : client.listObjects(list)) {
                Item item = result.get();
                if (item.isDir()) {
                    folders.add(item.objectName());
                }
                // Asked for one more, the client would send for the next page.
                if (++seen == MOST_KEYS_PER_PAGE) {
                    break;
                }
            }
            return folders;
        });
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private boolean exists(MinioClient client) throws MinioException {
        return client.bucketExists(
                BucketExistsArgs.builder().bucket(settings.bucket()).build());
    }

    /** Looks again when the answer to a write proves nothing, since some servers' ETags are no MD5. */
    private void verify(MinioClient client, String key, byte[] bytes, ObjectWriteResponse answer)
            throws MinioException {
        boolean encrypted = answer.headers().get("x-amz-server-side-encryption") != null;
        if (ETags.looksLikeMd5(answer.etag()) && !encrypted) {
            throw new StorageException(Kind.UNKNOWN_OUTCOME, key + " was stored with other bytes: " + answer.etag());
        }
        requests.accept(Operation.CHECK);
        long stored = size(client, key);
        if (stored != bytes.length) {
            throw new StorageException(
                    Kind.UNKNOWN_OUTCOME, key + " was stored with " + stored + " bytes, not " + bytes.length);
        }
    }

    private long size(MinioClient client, String key) throws MinioException {
        return client.statObject(StatObjectArgs.builder()
                        .bucket(settings.bucket())
                        .object(key)
                        .build())
                .size();
    }

    private static long length(GetObjectResponse answer) {
        @Nullable String length = answer.headers().get("Content-Length");
        return length == null ? -1 : Long.parseLong(length);
    }

    /** One request or a few that belong together. */
    private interface Request<R> {
        R send(MinioClient client) throws MinioException, IOException;
    }

    private <R> R call(String what, Duration within, Operation operation, Request<R> request) {
        // Making the bucket is a check that may write.
        boolean write = operation != Operation.READ && operation != Operation.LIST;
        return attempts.within(within, remaining -> {
            requests.accept(operation);
            try {
                return request.send(client(remaining));
            } catch (MinioException | IOException | IllegalStateException failure) {
                // The client wraps whatever it did not expect, I/O errors among it, in IllegalStateException.
                throw StorageErrors.translate(failure, what, write);
            }
        });
    }

    /** A client whose calls end in time. It shares the connections, so making one costs next to nothing. */
    private MinioClient client(Duration remaining) {
        return MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey().reveal(), settings.secretKey().reveal())
                .httpClient(http.newBuilder().callTimeout(remaining).build())
                .build();
    }
}
