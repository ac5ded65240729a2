package com.holded.pipeline.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"collect", "read", "clients", "soak"})
    void each_benchmark_explains_itself_and_can_write_its_figures_to_a_file(String name) {
        StringWriter out = new StringWriter();

        int exit =
                new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).execute(name, "--help");

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("bench " + name, "--json", "--help");
    }
}
