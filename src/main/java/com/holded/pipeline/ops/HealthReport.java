package com.holded.pipeline.ops;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The answer of {@code GET /health}. Healthy means that events are accepted, which takes the object storage and nothing
 * else. While the database is away, or has no tables yet, the service stays healthy and is {@code degraded}: events are
 * collected and kept, but not yet processed, and reports have to wait. A caller without a key gets {@code status} and {@code timestamp}
 * alone.
 *
 * @param timestamp epoch milliseconds
 * @param tablesReady whether this replica has seen the database's tables brought up to date
 * @param reportsReady whether this replica has made its first reports, which take longer than all that follow
 */
record HealthReport(
        long timestamp,
        Dependency.State storage,
        Dependency.State database,
        boolean tablesReady,
        boolean reportsReady) {
    private static final JsonFactory JSON = new JsonFactory();

    boolean healthy() {
        return storage.up();
    }

    String toJson(boolean details) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("status", healthy() ? "healthy" : "unhealthy");
            json.writeNumberProperty("timestamp", timestamp);
            if (details) {
                json.writeBooleanProperty("minio_connected", storage.up());
                json.writeBooleanProperty("postgres_connected", database.up());
                json.writeBooleanProperty("degraded", healthy() && !(database.up() && tablesReady));
                json.writeBooleanProperty("reports_ready", reportsReady);
                json.writeArrayPropertyStart("checks");
                write(json, storage);
                write(json, database);
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Dependency.State state) {
        json.writeStartObject();
        json.writeStringProperty("name", state.name());
        json.writeStringProperty("state", state.up() ? "up" : "down");
        json.writeNumberProperty("latency_ms", state.latencyMillis());
        json.writeEndObject();
    }
}
