package com.holded.pipeline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailpointTest {
    @Test
    void an_armed_failpoint_ends_the_process_at_the_hit_that_was_asked_for() throws Exception {
        assertThat(child("after-raw-put:3:halt", 2)).isEqualTo("0 hits 2");
        assertThat(child("after-raw-put:3:halt", 3)).isEqualTo("137 ");
    }

    @Test
    void another_failpoint_than_the_armed_one_does_nothing() throws Exception {
        assertThat(child("before-raw-put:1:halt", 5)).isEqualTo("0 hits 5");
    }

    @Test
    void without_the_property_nothing_happens() throws Exception {
        assertThat(child("", 5)).isEqualTo("0 hits 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere:1:halt", "after-raw-put", "after-raw-put:0:halt", "after-raw-put:1:exit"})
    void a_property_that_arms_nothing_is_refused(String property) {
        assertThatThrownBy(() -> Failpoint.Armed.of(property))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("after-raw-put, ");
    }

    /** The product's processes pass every failpoint: one that nothing passes would be swept in vain. */
    @Test
    void every_failpoint_stands_in_the_product_once() throws Exception {
        Path source = Path.of("src", "main", "java");
        StringBuilder product = new StringBuilder();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                product.append(Files.readString(file));
            }
        }

        for (Failpoint point : Failpoint.values()) {
            assertThat(product.toString().split("Failpoint\\." + point.name() + "\\.hit\\(\\);", -1))
                    .as(point.name())
                    .hasSize(2);
        }
    }

    /** Exit code and output of a process that reaches a failpoint so often. */
    private static String child(String property, int hits) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        if (!property.isEmpty()) {
            command.add("-D" + Failpoint.PROPERTY + "=" + property);
        }
        command.addAll(List.of(Hits.class.getName(), Integer.toString(hits)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() + " " + said;
    }

    /** Reaches a failpoint as often as it is told. */
    public static final class Hits {
        private Hits() {}

        public static void main(String[] arguments) {
            int hits = Integer.parseInt(arguments[0]);
            for (int hit = 0; hit < hits; hit++) {
                Failpoint.AFTER_RAW_PUT.hit();
            }
            System.out.println("hits " + hits);
        }
    }
}
