package com.holded.pipeline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.holded.pipeline.platform.Secret;
import com.holded.pipeline.platform.Setting;
import com.holded.pipeline.platform.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentTest {
    private static final Map<Setting, String> CREDENTIALS = Map.of(
            Setting.MINIO_ACCESS_KEY, "key-of-storage",
            Setting.MINIO_SECRET_KEY, "secret-of-storage",
            Setting.POSTGRES_PASSWORD, "secret-of-database",
            Setting.SCHEMA_REGISTRY_PASSWORD, "secret-of-registry",
            Setting.SCHEMA_REGISTRY_TOKEN, "token-of-registry");

    @Test
    void no_credential_travels_to_a_cluster() {
        for (Settings.Registry registry :
                List.of(registry("user", "secret-of-registry"), registry("", "token-of-registry"))) {
            byte[] travels = SerializableUtils.serializeToByteArray(
                    new LoadSegmentsFn(deployment(registry).withoutCredentials()));

            assertThat(new String(travels, StandardCharsets.ISO_8859_1))
                    .contains("db.example")
                    .doesNotContain(CREDENTIALS.values());
        }
    }

    @Test
    void a_worker_completes_it_with_those_of_its_environment() {
        for (Settings.Registry registry : List.of(
                registry("user", "secret-of-registry"),
                registry("", "token-of-registry"),
                new Settings.Registry.BuiltIn())) {
            Deployment deployment = deployment(registry);

            assertThat(deployment.withoutCredentials().complete(DeploymentTest::inEnvironment))
                    .isEqualTo(deployment);
        }
    }

    @Test
    void one_that_has_its_credentials_keeps_them() {
        Deployment deployment = deployment(new Settings.Registry.BuiltIn());

        assertThat(deployment.complete(none -> Optional.empty())).isSameAs(deployment);
    }

    @ParameterizedTest
    @EnumSource(names = {"MINIO_ACCESS_KEY", "MINIO_SECRET_KEY", "POSTGRES_PASSWORD"})
    void a_worker_without_one_names_it(Setting missing) {
        Map<Setting, String> environment = new EnumMap<>(CREDENTIALS);
        environment.remove(missing);

        assertThatIllegalStateException()
                .isThrownBy(() -> deployment(new Settings.Registry.BuiltIn())
                        .withoutCredentials()
                        .complete(setting -> Optional.ofNullable(environment.get(setting))))
                .withMessageContaining(missing.name());
    }

    private static Optional<String> inEnvironment(Setting setting) {
        return Optional.ofNullable(CREDENTIALS.get(setting));
    }

    private static Settings.Registry registry(String user, String secret) {
        return new Settings.Registry.External(
                URI.create("https://registry.example"), user, new Secret(secret), "", Duration.ofSeconds(3));
    }

    private static Deployment deployment(Settings.Registry registry) {
        return new Deployment(
                new Settings.Storage(
                        URI.create("https://storage.example"),
                        new Secret("key-of-storage"),
                        new Secret("secret-of-storage"),
                        "events",
                        "eu-south-2",
                        Duration.ofSeconds(2)),
                new Settings.Database(
                        "db.example", 5432, "holded", new Secret("secret-of-database"), "holded_business", 12),
                registry,
                "",
                1 << 20,
                "");
    }
}
