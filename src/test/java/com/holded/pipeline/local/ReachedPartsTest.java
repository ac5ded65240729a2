package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReachedPartsTest {
    private static final Map<String, String> OTHERS = Map.of(
            "MINIO_ENDPOINT", "http://s3.example:9000",
            "MINIO_ACCESS_KEY", "reader",
            "MINIO_SECRET_KEY", "of-objects",
            "MINIO_BUCKET", "theirs",
            "POSTGRES_HOST", "db.example",
            "POSTGRES_PORT", "6432",
            "POSTGRES_USER", "reader",
            "POSTGRES_PASSWORD", "of-rows",
            "POSTGRES_DATABASE", "business");

    @TempDir
    private Path data;

    @Test
    void servers_that_the_environment_names_are_used_though_no_platform_runs() {
        ReachedParts parts = ReachedParts.of(data, OTHERS);

        assertThat(parts.storage().endpoint()).isEqualTo(URI.create("http://s3.example:9000"));
        assertThat(parts.storage().bucket()).isEqualTo("theirs");
        assertThat(parts.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6432/business");
        assertThat(parts.database().password().reveal()).isEqualTo("of-rows");
    }

    @Test
    void what_is_not_named_is_that_of_the_running_platform() throws Exception {
        Map<String, String> storageAlone = new HashMap<>(OTHERS);
        storageAlone.keySet().removeIf(name -> name.startsWith("POSTGRES"));
        try (RunningPlatform.Lock running = RunningPlatform.Lock.on(data)) {
            new RunningPlatform(
                            1,
                            true,
                            URI.create("http://127.0.0.1:8000"),
                            "http://127.0.0.1:19000",
                            "127.0.0.1:15432/ours")
                    .keep(data);

            ReachedParts parts = ReachedParts.of(data, storageAlone);

            assertThat(running).isNotNull();
            assertThat(parts.storage().endpoint()).isEqualTo(URI.create("http://s3.example:9000"));
            assertThat(parts.database().jdbcUrl()).isEqualTo("jdbc:postgresql://127.0.0.1:15432/ours");
            assertThat(parts.database().password().reveal())
                    .isEqualTo(Credentials.keptIn(data).postgresPassword().reveal());
        }
    }

    @Test
    void without_either_the_way_out_is_named() {
        assertThatExceptionOfType(LocalProblem.class)
                .isThrownBy(() -> ReachedParts.of(data, Map.of("MINIO_ENDPOINT", "http://s3.example:9000")))
                .withMessageContaining("./holded up")
                .withMessageContaining("POSTGRES_HOST");
    }

    @Test
    void a_setting_that_is_missing_is_named() {
        Map<String, String> withoutUser = new HashMap<>(OTHERS);
        withoutUser.remove("POSTGRES_USER");

        assertThatExceptionOfType(LocalProblem.class)
                .isThrownBy(() -> ReachedParts.of(data, withoutUser))
                .withMessage("The settings are wrong: POSTGRES_USER is missing");
    }
}
