package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the local platform, each against the real server. */
class LocalPlatformIT {
    @TempDir
    private Path data = Path.of("");

    @Test
    void postgres_keeps_what_was_committed_when_it_is_killed() throws SQLException {
        try (PostgresServer server = postgres()) {
            server.start();
            execute(server, "CREATE TABLE kept (x int)", "INSERT INTO kept VALUES (42)");

            server.kill();

            assertThat(server.process()).isEmpty();
            server.start();
            assertThat(value(server, "SELECT x FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void postgres_forces_every_commit_to_disk() throws SQLException {
        try (PostgresServer server = postgres()) {
            server.start();

            assertThat(value(server, "SHOW fsync")).isEqualTo("on");
            assertThat(value(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(value(server, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(value(server, "SHOW data_checksums")).isEqualTo("on");
        }
    }

    @Test
    void postgres_wants_a_password_and_listens_on_loopback_only() throws SQLException {
        try (PostgresServer server = postgres()) {
            server.start();
            PostgresServer stranger = new PostgresServer(
                    data.resolve("other"),
                    server.port(),
                    "holded_business",
                    new Secret("wrong"),
                    data.resolve("x.log"));

            assertThatThrownBy(stranger::connect)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            assertThat(value(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void postgres_that_was_left_running_is_taken_over() throws SQLException {
        PostgresServer leftBehind = postgres();
        leftBehind.start();
        execute(leftBehind, "CREATE TABLE kept (x int)");
        long orphan = leftBehind.process().orElseThrow().pid();

        try (PostgresServer next = postgres()) {
            next.start();

            assertThat(next.process().orElseThrow().pid()).isNotEqualTo(orphan);
            assertThat(value(next, "SELECT count(*) FROM kept")).isEqualTo("0");
        }
    }

    @Test
    void object_storage_keeps_what_was_stored_when_it_is_killed() {
        byte[] content = "señal".getBytes(StandardCharsets.UTF_8);
        try (S3Server server = s3(new Secret("the-secret-key"))) {
            server.start();
            ObjectStore store = store(server, new Secret("the-secret-key"));
            store.ensureBucket();
            store.put(new NewObject("raw-events/2026/01/31/a", content, "text/plain"));

            server.kill();

            assertThat(server.process()).isEmpty();
            server.start();
            assertThat(store.read("raw-events/2026/01/31/a")).isEqualTo(content);
        }
    }

    @Test
    void object_storage_refuses_a_wrong_key() {
        try (S3Server server = s3(new Secret("the-secret-key"))) {
            server.start();

            assertThatThrownBy(() -> store(server, new Secret("another")).ensureBucket())
                    .hasMessageNotContaining("another");
        }
    }

    @Test
    void object_storage_that_was_left_running_is_ended() {
        S3Server leftBehind = s3(new Secret("the-secret-key"));
        leftBehind.start();
        ProcessHandle orphan = leftBehind.process().orElseThrow();

        try (S3Server next = s3(new Secret("the-secret-key"))) {
            next.start();

            assertThat(orphan.isAlive()).isFalse();
            assertThat(next.process()).isPresent();
        }
    }

    @Test
    void whole_platform_comes_back_after_every_process_was_killed() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(LocalPlatform.Options.forTests(data))) {
            Path temporary = data.resolve("run").resolve("payara-tmp");
            Path leftBehind = Files.writeString(temporary.resolve("left-behind.tmp"), "a report in the making");
            platform.payara().kill();
            platform.s3().ifPresent(S3Server::kill);
            platform.postgres().ifPresent(PostgresServer::kill);

            platform.postgres().ifPresent(PostgresServer::start);
            platform.s3().ifPresent(S3Server::start);
            platform.payara().start();

            HttpResponse<String> health = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(platform.service().resolve("/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"healthy\"", "\"minio_connected\":true");
            assertThat(leftBehind).doesNotExist();
        }
    }

    private final int port = Ports.free();

    private PostgresServer postgres() {
        return new PostgresServer(
                data.resolve("postgres"),
                port,
                "holded_business",
                new Secret("a password with ' and \" in it"),
                data.resolve("logs").resolve("postgres.log"));
    }

    private S3Server s3(Secret secretKey) {
        return new S3Server(
                data.resolve("s3"),
                port,
                new Secret("the-access-key"),
                secretKey,
                data.resolve("run"),
                data.resolve("logs").resolve("s3.log"));
    }

    private static ObjectStore store(S3Server server, Secret secretKey) {
        return ObjectStore.connect(new Settings.Storage(
                URI.create(server.endpoint().toString()),
                new Secret("the-access-key"),
                secretKey,
                "holded-events",
                "us-east-1",
                Duration.ofSeconds(5)));
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String value(PostgresServer server, String query) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
