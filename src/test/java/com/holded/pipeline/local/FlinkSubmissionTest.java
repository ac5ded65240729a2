package com.holded.pipeline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlinkSubmissionTest {
    private static final List<String> OPTIONS = List.of("--runner=FlinkRunner", "--flinkMaster=cluster:8081");

    @Test
    void a_run_is_sent_with_retries_since_the_cluster_has_none_of_itself() throws IOException {
        List<String> complete = FlinkSubmission.complete(OPTIONS, Map.of());

        assertThat(complete)
                .startsWith("--runner=FlinkRunner", "--flinkMaster=cluster:8081")
                .hasSize(3);
        Path folder = Path.of(complete.get(2).substring("--flinkConfDir=".length()));
        assertThat(Files.readString(folder.resolve("flink-conf.yaml")))
                .contains("restart-strategy.type: fixed-delay\n", "attempts: 10\n");
    }

    @Test
    void whoever_has_a_configuration_of_flink_keeps_it() {
        List<String> own = List.of("--runner=FlinkRunner", "--flinkConfDir=/etc/flink");

        assertThat(FlinkSubmission.complete(own, Map.of())).isEqualTo(own);
        assertThat(FlinkSubmission.complete(OPTIONS, Map.of("FLINK_CONF_DIR", "/etc/flink")))
                .isEqualTo(OPTIONS);
    }
}
