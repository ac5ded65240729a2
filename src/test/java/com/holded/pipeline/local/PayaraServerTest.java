package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayaraServerTest {
    @TempDir
    private Path folder;

    @Test
    void what_the_service_said_last_of_a_start_that_fails_is_found_in_its_log() throws IOException {
        Files.writeString(
                folder.resolve("payara.log"),
                """
                2026-11-28T21:00:00 WARNING x Start: bucket failed, will be tried again: Connection refused
                2026-11-28T21:00:01 WARNING x Start: database-schema failed, will be tried again: no password
                2026-11-28T21:00:02 INFO    x Start: bucket done
                """);

        assertThat(server().lastTrouble()).contains("Start: database-schema failed, will be tried again: no password");
    }

    @Test
    void a_log_without_trouble_and_one_that_is_not_there_say_nothing() throws IOException {
        assertThat(server().lastTrouble()).isEmpty();

        Files.writeString(folder.resolve("payara.log"), "2026-11-28T21:00:02 INFO    x Start: bucket done\n");
        assertThat(server().lastTrouble()).isEmpty();
    }

    private PayaraServer server() {
        return new PayaraServer(
                folder.resolve("war"), folder, 1, List.of(), Map.of(), folder, folder.resolve("payara.log"));
    }
}
