package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import net.sf.jasperreports.engine.JRException;
import net.sf.jasperreports.engine.JasperCompileManager;

/**
 * Build step: compiles each template of a folder, so that no report pays for a compiler at run time, and copies the
 * styles and texts that the templates use.
 */
public final class CompileReports {
    private CompileReports() {}

    /**
     * Compiles every {@code .jrxml} of the first folder into the second, and copies {@code .jrtx} and
     * {@code .properties}.
     *
     * @throws JRException when a template is wrong; the build stops
     */
    public static void main(String[] arguments) throws IOException, JRException {
        Path source = Path.of(arguments[0]);
        // Hundreds of debug lines otherwise, on the first thing that a newcomer sees.
        System.setProperty("logback.configurationFile", Holded.LOG_CONFIGURATION);
        Path target = Files.createDirectories(Path.of(arguments[1]));
        for (Path template : files(source, ".jrxml")) {
            String name = template.getFileName().toString().replace(".jrxml", ".jasper");
            JasperCompileManager.compileReportToFile(
                    template.toString(), target.resolve(name).toString());
        }
        for (String suffix : List.of(".jrtx", ".properties")) {
            for (Path file : files(source, suffix)) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
