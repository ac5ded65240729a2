package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.holded.pipeline.testing.RunningPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A client of Confluent's registry that others made, as it is published, against ours: {@code
 * @kafkajs/confluent-schema-registry} in {@code src/test/node/schema-registry}.
 */
@ExtendWith(RunningPlatform.Shared.class)
class SchemaRegistryClientIT {
    private static final Path SOURCES = Path.of("src/test/node/schema-registry");
    private static final long LONGEST_MINUTES = 5;

    private final RunningPlatform running;

    @TempDir
    private Path folder = Path.of("");

    SchemaRegistryClientIT(RunningPlatform running) {
        this.running = running;
    }

    @Test
    void published_client_registers_looks_up_encodes_and_decodes() throws Exception {
        requireNode();
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "client.cjs")) {
            Files.copy(SOURCES.resolve(file), folder.resolve(file));
        }
        run("npm", "ci", "--ignore-scripts");

        JsonNode seen = JsonTree.parse(run("node", "client.cjs"));

        int first = seen.path("first").intValue();
        int second = seen.path("second").intValue();
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(seen.path("again").intValue()).isEqualTo(first);
        assertThat(seen.path("found").intValue()).isEqualTo(first);
        assertThat(seen.path("ofVersionOne").intValue()).isEqualTo(first);
        assertThat(seen.path("latest").intValue()).isEqualTo(second);
        assertThat(seen.at("/incompatible/status").intValue()).isEqualTo(409);
        assertThat(seen.at("/incompatible/message").stringValue())
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "'due'");
        assertThat(seen.path("prefix").toString())
                .isEqualTo("[0,%d,%d,%d,%d]"
                        .formatted(second >>> 24, second >>> 16 & 0xff, second >>> 8 & 0xff, second & 0xff));
        assertThat(seen.path("avro")).isEqualTo(JsonTree.parse("{\"number\":\"F-1\",\"total\":12.5,\"note\":\"ñ\"}"));
        assertThat(seen.path("json")).isEqualTo(JsonTree.parse("{\"lines\":[{\"sku\":\"A\"}]}"));
        assertThat(seen.at("/invalid/name").stringValue()).isEqualTo("ConfluentSchemaRegistryValidationError");
        assertThat(seen.at("/unknown/status").intValue()).isEqualTo(404);
        assertThat(seen.at("/unknown/message").stringValue()).contains("Subject 'client.none-value' not found.");
    }

    /** Everywhere but in CI a machine without Node skips this, and says so. */
    private static void requireNode() throws IOException, InterruptedException {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "npm")));
        if (!there && !"true".equals(System.getenv("CI"))) {
            abort("no npm on the PATH");
        }
    }

    /** What a command prints; it must succeed. */
    private String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Path complaints = folder.resolve("complaints.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(complaints.toFile());
        builder.environment()
                .putAll(Map.of(
                        "REGISTRY_URL", running.service().toString(),
                        "REGISTRY_USER", "admin",
                        "REGISTRY_PASSWORD", running.adminKey()));
        Process process = builder.start();
        boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s%s", List.of(command), printed, Files.readString(complaints, StandardCharsets.UTF_8))
                .isTrue();
        return printed;
    }
}
