package com.holded.pipeline.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.local.S3Server;
import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.StorageException.Kind;
import io.minio.MinioClient;
import io.minio.StatObjectArgs;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class ObjectStoreIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private S3Server server;
    private ObjectStore store;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = new S3Server(
                folder.resolve("data"),
                freePort(),
                new Secret("test"),
                new Secret("test-secret"),
                folder.resolve("run"),
                folder.resolve("s3.log"));
        server.start();
        store = ObjectStore.connect(settings("events"));
        store.ensureBucket();
    }

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void gives_back_the_bytes_that_were_put() {
        byte[] small = "one\ntwo".getBytes(UTF_8);
        byte[] large = new byte[9 << 20];
        new Random(3).nextBytes(large);
        String prefix = anyPrefix();

        store.put(new NewObject(prefix + "small", small, "text/plain"));
        store.put(new NewObject(prefix + "large", large, SegmentFormat.CONTENT_TYPE));
        store.put(new NewObject(prefix + "empty", new byte[0], "text/plain"));

        assertThat(store.read(prefix + "small")).isEqualTo(small);
        assertThat(store.read(prefix + "large")).isEqualTo(large);
        assertThat(store.read(prefix + "empty")).isEmpty();
    }

    @Test
    void metadata_stand_beside_the_object() throws MinioException {
        String key = anyPrefix() + "described";

        store.put(new NewObject(key, new byte[] {1}, "text/plain", Map.of("reasons", "SCHEMA=2 BAD_ID=1")));

        Settings.Storage settings = settings("events");
        MinioClient client = MinioClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey().reveal(), settings.secretKey().reveal())
                .build();
        assertThat(client.statObject(StatObjectArgs.builder()
                                .bucket("events")
                                .object(key)
                                .build())
                        .userMetadata()
                        .toString())
                .as("names of HTTP headers have no case")
                .isEqualToIgnoringCase("{reasons=[SCHEMA=2 BAD_ID=1]}");
    }

    @Test
    void the_same_object_may_be_put_again() {
        String key = anyPrefix() + "again";

        store.put(new NewObject(key, new byte[] {1}, "text/plain"));
        store.put(new NewObject(key, new byte[] {1}, "text/plain"));

        assertThat(store.read(key)).containsExactly(1);
    }

    @Test
    void an_object_that_is_not_there_is_not_found() {
        StorageException missing =
                catchThrowableOfType(StorageException.class, () -> store.read(anyPrefix() + "missing"));

        assertThat(missing.kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void lists_in_order_of_keys_and_page_by_page() {
        String prefix = anyPrefix();
        List<String> keys = new ArrayList<>();
        for (int object = 0; object < 25; object++) {
            keys.add(prefix + "2026/11/%02d/x".formatted(object));
            store.put(new NewObject(keys.get(object), new byte[object], "text/plain"));
        }
        Instant now = Instant.now();

        List<StoredObject> all = store.list(prefix, "", 100);
        List<StoredObject> page = store.list(prefix, keys.get(9), 5);

        assertThat(all).extracting(StoredObject::key).containsExactlyElementsOf(keys);
        assertThat(all.get(7).sizeBytes()).isEqualTo(7);
        assertThat(all.get(7).storedAt()).isBetween(now.minusSeconds(60), now.plusSeconds(60));
        assertThat(page).extracting(StoredObject::key).containsExactlyElementsOf(keys.subList(10, 15));
        assertThat(store.list(prefix, prefix + "2026/11/24/~", 5)).isEmpty();
        assertThat(store.list(anyPrefix(), "", 5)).isEmpty();
    }

    @Test
    void lists_the_folders_right_below_a_prefix_in_order() {
        String prefix = anyPrefix();
        for (String key : List.of("2026/11/22/x", "2025/01/01/x", "2026/11/23/x", "2026/02/22/x", "file")) {
            store.put(new NewObject(prefix + key, new byte[1], "text/plain"));
        }

        assertThat(store.folders(prefix)).containsExactly(prefix + "2025/", prefix + "2026/");
        assertThat(store.folders(prefix + "2026/11/")).containsExactly(prefix + "2026/11/22/", prefix + "2026/11/23/");
        assertThat(store.folders(prefix + "2024/")).isEmpty();
    }

    @Test
    void the_bucket_is_made_once_and_checked() {
        try (ObjectStore other = ObjectStore.connect(settings("bucket-" + UUID.randomUUID()))) {
            StorageException missing = catchThrowableOfType(StorageException.class, other::check);
            other.ensureBucket();
            other.ensureBucket();
            other.check();

            assertThat(missing.kind()).isEqualTo(Kind.NOT_FOUND);
        }
    }

    @Test
    void wrong_credentials_are_refused_at_once() {
        Settings.Storage right = settings("events");
        Settings.Storage wrong = new Settings.Storage(
                right.endpoint(), right.accessKey(), new Secret("wrong"), "events", right.region(), TIMEOUT);

        try (ObjectStore other = ObjectStore.connect(wrong)) {
            assertThatThrownBy(() -> other.put(new NewObject("key", new byte[1], "text/plain")))
                    .isInstanceOfSatisfying(StorageException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.REFUSED))
                    .hasMessageNotContaining("wrong");
        }
    }

    private Settings.Storage settings(String bucket) {
        return new Settings.Storage(
                server.endpoint(), new Secret("test"), new Secret("test-secret"), bucket, "us-east-1", TIMEOUT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String anyPrefix() {
        return UUID.randomUUID() + "/";
    }
}
