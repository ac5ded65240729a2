package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPlatformTest {
    private static final RunningPlatform PLATFORM = new RunningPlatform(
            4711, true, URI.create("http://127.0.0.1:8000"), "http://127.0.0.1:19000", "127.0.0.1:15432/db");

    @TempDir
    private Path data = Path.of("");

    @Test
    void nothing_runs_where_nothing_ever_ran() {
        assertThat(RunningPlatform.on(data)).isEmpty();
    }

    @Test
    void is_found_as_long_as_its_lock_is_held() throws RunningPlatform.AlreadyRunning {
        try (RunningPlatform.Lock lock = RunningPlatform.Lock.on(data)) {
            assertThat(lock).isNotNull();
            PLATFORM.keep(data);

            assertThat(RunningPlatform.on(data)).contains(PLATFORM);
        }

        assertThat(RunningPlatform.on(data)).isEmpty();
    }

    @Test
    void a_second_one_is_refused_with_the_place_of_the_first() throws RunningPlatform.AlreadyRunning {
        try (RunningPlatform.Lock lock = RunningPlatform.Lock.on(data)) {
            assertThat(lock).isNotNull();
            PLATFORM.keep(data);

            assertThatThrownBy(() -> LocalPlatform.prepare(LocalPlatform.Options.forTests(data)))
                    .isInstanceOf(LocalProblem.class)
                    .hasMessageContaining("process 4711, http://127.0.0.1:8000")
                    .hasMessageContaining("./holded down");
        }
    }
}
