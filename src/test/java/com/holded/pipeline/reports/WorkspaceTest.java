package com.holded.pipeline.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir
    private Path parent;

    @Test
    void removes_what_a_dead_process_left_and_keeps_what_is_in_use() throws Exception {
        Path report = Workspace.open(parent).folder();
        Path left = Files.createDirectories(parent.resolve("holded-reports-1/report-2"));
        Files.writeString(left.resolve("pages.swap"), "half a report");
        Files.writeString(parent.resolve("holded-reports-1/lock"), "");

        Workspace.open(parent);

        assertThat(left.getParent()).doesNotExist();
        assertThat(report).isDirectory();
        assertThat(folders()).hasSize(2);
    }

    @Test
    void leaves_the_folders_of_others_alone() throws IOException {
        Path other = Files.createDirectories(parent.resolve("something-else"));

        Workspace.open(parent);

        assertThat(other).isDirectory();
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.toList();
        }
    }
}
