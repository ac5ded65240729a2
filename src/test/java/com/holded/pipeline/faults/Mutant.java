package com.holded.pipeline.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The product with one deliberate mistake, made of its source when the test runs: nothing of it is in the product. What is
 * changed is an exact piece of the source; when it is no longer there, the mutant is to be written anew.
 *
 * @param source class that is changed, by its path below the root package
 * @param snippet that stands there exactly once
 */
record Mutant(String source, String snippet, String replacement) {
    private static final Path ROOT = Path.of("src", "main", "java", "com", "holded", "pipeline");

    /** Compiles it; the folder of its classes. */
    Path compile(Path folder) {
        try {
            Path file = ROOT.resolve(source);
            String text = Files.readString(file);
            assertThat(text.split(Pattern.quote(snippet), -1))
                    .as("the snippet is no longer in " + file + ", or stands there twice: write the mutant anew\n"
                            + snippet)
                    .hasSize(2);
            Path changed = Files.createDirectories(folder.resolve("source")).resolve(file.getFileName());
            Files.writeString(changed, text.replace(snippet, replacement));
            Path classes = Files.createDirectories(folder.resolve("classes"));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter told = new StringWriter();
            boolean compiled = compiler.getTask(
                            told,
                            null,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-parameters",
                                    "--release",
                                    "17",
                                    "-d",
                                    classes.toString(),
                                    "-classpath",
                                    System.getProperty("java.class.path")),
                            null,
                            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(changed))
                    .call();
            assertThat(compiled)
                    .as("the mutant of " + file + " compiles:\n" + told)
                    .isTrue();
            return classes;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
