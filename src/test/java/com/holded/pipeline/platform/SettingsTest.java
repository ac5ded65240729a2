package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "HOLDED_ADMIN_KEY", "0123456789abcdef01234567",
            "MINIO_ENDPOINT", "http://s3.example.com:9000",
            "MINIO_ACCESS_KEY", "an-access-key",
            "MINIO_SECRET_KEY", "a-secret-key",
            "POSTGRES_HOST", "db.example.com",
            "POSTGRES_USER", "user",
            "POSTGRES_PASSWORD", "a-password"));

    @Test
    void what_is_not_set_has_its_default() {
        Settings settings = load();

        assertThat(settings.mode()).isEqualTo(Settings.Mode.PRODUCTION);
        assertThat(settings.storage().bucket()).isEqualTo("holded-events");
        assertThat(settings.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:5432/holded_business");
        assertThat(settings.registry()).isEqualTo(new Settings.Registry.BuiltIn());
        assertThat(settings.jobs().schedule()).isEqualTo(new Schedule.Every(Duration.ofSeconds(10)));
        assertThat(settings.collect().flushQuiet()).isEqualTo(Duration.ofMillis(1));
        assertThat(settings.collect().flushInterval()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void all_problems_are_reported_at_once_by_name() {
        environment.remove("POSTGRES_HOST");
        environment.put("POSTGRES_PORT", "seventy");
        environment.put("JOB_LEASE", "60s");
        environment.put("HOLDED_MODE", "test");

        assertThatThrownBy(this::load)
                .isInstanceOf(Settings.WrongSettings.class)
                .message()
                .contains("POSTGRES_HOST is missing")
                .contains("POSTGRES_PORT is 'seventy'")
                .contains("JOB_LEASE is '60s'")
                .contains("HOLDED_MODE is 'test'")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "HOLDED_ADMIN_KEY,'',HOLDED_ADMIN_KEY is missing",
        "HOLDED_ADMIN_KEY,short,HOLDED_ADMIN_KEY is shorter than 24 characters",
        "HOLDED_PRODUCER_KEY,short,HOLDED_PRODUCER_KEY is shorter than 24 characters",
        "MINIO_SECRET_KEY,minioadmin,MINIO_SECRET_KEY is a well-known default",
        "POSTGRES_PASSWORD,postgres,POSTGRES_PASSWORD is a well-known default",
        "MINIO_ENDPOINT,s3.example.com,MINIO_ENDPOINT is no http or https URL",
        "MINIO_ENDPOINT,http://[,MINIO_ENDPOINT is no URL",
        "MINIO_ENDPOINT,http://user:pass@s3.example.com,MINIO_ENDPOINT is no http or https URL",
        "SCHEMA_REGISTRY_URL,file:///etc/passwd,SCHEMA_REGISTRY_URL is no http or https URL",
        "POSTGRES_PORT,0,POSTGRES_PORT is '0'",
        "QUALITY_WEIGHTS,identity=100,QUALITY_WEIGHTS is 'identity=100'",
        "HOLDED_ANALYST_KEY,0123456789abcdef01234567,HOLDED_ANALYST_KEY must differ",
        "RATE_LIMIT_BURST,PT0.5S,RATE_LIMIT_BURST is not whole seconds from PT1S to PT1H",
        "RATE_LIMIT_EVENTS_PER_SECOND,-1,RATE_LIMIT_EVENTS_PER_SECOND is '-1'",
        "COLLECT_IN_FLIGHT_BYTES,125829119,COLLECT_IN_FLIGHT_BYTES is less than 2.4 times COLLECT_DECODED_BYTES",
        "COLLECT_DECODED_BYTES,10485759,COLLECT_DECODED_BYTES is less than COLLECT_BODY_BYTES",
        "JOB_PARALLELISM,13,JOB_PARALLELISM is more than POSTGRES_POOL_SIZE",
        "COLLECT_NUMBER_DIGITS,39,COLLECT_NUMBER_DIGITS is '39'",
        "COLLECT_BODY_TIME,PT0S,COLLECT_BODY_TIME is zero",
        "HTTP_IDLE_TIME,PT1H0.001S,HTTP_IDLE_TIME is longer than PT1H",
        "HTTP_ANSWER_TIME,PT0S,HTTP_ANSWER_TIME is zero",
        "HTTP_PROXIES,-1,HTTP_PROXIES is '-1'",
        "HTTP_PROXY_HEADER,Via,HTTP_PROXY_HEADER is 'Via'",
        "COLLECT_ORIGIN,yes,COLLECT_ORIGIN is 'yes'",
        "JOB_SCHEDULE,10s,JOB_SCHEDULE is '10s'",
        "JOB_SCHEDULE,-PT1S,JOB_SCHEDULE is '-PT1S'",
        "JOB_SCHEDULE,61 * * * *,JOB_SCHEDULE is '61 * * * *'",
        "JOB_SCHEDULE,0 0 0 30 2 *,JOB_SCHEDULE is '0 0 0 30 2 *'",
        "JOB_SCHEDULE,0 0 30 2 *,JOB_SCHEDULE is '0 0 30 2 *'",
        "JOB_SCHEDULE_ZONE,Mars/Olympus,JOB_SCHEDULE_ZONE is 'Mars/Olympus'",
        "JOB_HISTORY,PT0S,JOB_HISTORY is zero"
    })
    void production_refuses(String name, String value, String problem) {
        environment.put(name, value);

        assertThatThrownBy(this::load)
                .isInstanceOf(Settings.WrongSettings.class)
                .message()
                .contains(problem);
    }

    @Test
    void the_local_mode_needs_no_admin_key_and_takes_well_known_credentials() {
        environment.put("HOLDED_MODE", "local");
        environment.remove("HOLDED_ADMIN_KEY");
        environment.put("MINIO_SECRET_KEY", "minioadmin");

        assertThat(load().mode()).isEqualTo(Settings.Mode.LOCAL);
    }

    @Test
    void secrets_do_not_show_themselves() {
        assertThat(load().toString())
                .doesNotContain("a-secret-key")
                .doesNotContain("a-password")
                .doesNotContain("0123456789abcdef01234567");
    }

    @Test
    void the_documented_table_is_the_code() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs/configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(setting -> "| `" + setting + "` | "
                                + setting.defaultValue()
                                        .map(value -> "`" + value + "`")
                                        .orElse("") + " | "
                                + setting.description() + " |")
                        .toList());
    }

    private Settings load() {
        return Settings.load(name -> Optional.ofNullable(environment.get(name)));
    }
}
