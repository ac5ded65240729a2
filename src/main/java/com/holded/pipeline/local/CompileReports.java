package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.sf.jasperreports.engine.JRException;
import net.sf.jasperreports.engine.JasperCompileManager;

/** Build step: compiles each template of a folder, so that no report pays for a compiler at run time. */
public final class CompileReports {
    private CompileReports() {}

    /**
     * Compiles every {@code .jrxml} of the first folder into the second.
     *
     * @throws JRException when a template is wrong; the build stops
     */
    public static void main(String[] arguments) throws IOException, JRException {
        Path target = Files.createDirectories(Path.of(arguments[1]));
        for (Path template : templates(Path.of(arguments[0]))) {
            String name = template.getFileName().toString().replace(".jrxml", ".jasper");
            JasperCompileManager.compileReportToFile(
                    template.toString(), target.resolve(name).toString());
        }
    }

    private static List<Path> templates(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jrxml"))
                    .sorted()
                    .toList();
        }
    }
}
