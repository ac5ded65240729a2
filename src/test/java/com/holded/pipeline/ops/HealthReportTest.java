package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthReportTest {
    private static final Dependency.State STORAGE = new Dependency.State("object_storage", true, 3, "");
    private static final Dependency.State DATABASE = new Dependency.State("postgresql", true, 1, "");

    @Test
    void healthy_when_all_parts_are_up() {
        assertThat(new HealthReport(1_772_705_555_000L, STORAGE, DATABASE, true, true).toJson(true))
                .isEqualTo("{\"status\":\"healthy\",\"timestamp\":1772705555000,\"minio_connected\":true,"
                        + "\"postgres_connected\":true,\"degraded\":false,\"reports_ready\":true,\"checks\":["
                        + "{\"name\":\"object_storage\",\"state\":\"up\",\"latency_ms\":3},"
                        + "{\"name\":\"postgresql\",\"state\":\"up\",\"latency_ms\":1}]}");
    }

    @Test
    void unhealthy_without_object_storage() {
        HealthReport report = new HealthReport(
                0, new Dependency.State("object_storage", false, 4_000, "unreachable"), DATABASE, true, true);

        assertThat(report.healthy()).isFalse();
        assertThat(report.toJson(true)).contains("\"minio_connected\":false", "\"degraded\":false");
    }

    @Test
    void collects_without_the_database_and_says_that_it_is_degraded() {
        HealthReport report = new HealthReport(
                0, STORAGE, new Dependency.State("postgresql", false, 3_000, "unreachable"), true, true);

        assertThat(report.healthy()).isTrue();
        assertThat(report.toJson(true)).contains("\"postgres_connected\":false", "\"degraded\":true");
    }

    @Test
    void is_degraded_until_the_tables_are_there() {
        HealthReport report = new HealthReport(0, STORAGE, DATABASE, false, false);

        assertThat(report.healthy()).isTrue();
        assertThat(report.toJson(true)).contains("\"postgres_connected\":true", "\"degraded\":true");
    }

    @Test
    void is_not_degraded_while_the_first_reports_are_made() {
        HealthReport report = new HealthReport(0, STORAGE, DATABASE, true, false);

        assertThat(report.toJson(true)).contains("\"degraded\":false", "\"reports_ready\":false");
    }

    @Test
    void tells_strangers_the_status_alone() {
        assertThat(new HealthReport(7, STORAGE, DATABASE, true, true).toJson(false))
                .isEqualTo("{\"status\":\"healthy\",\"timestamp\":7}");
    }
}
