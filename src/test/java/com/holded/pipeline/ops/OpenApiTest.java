package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.event.Reason;
import com.holded.pipeline.platform.ErrorCode;
import jakarta.ws.rs.HttpMethod;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one description of the interface, held against the code. */
class OpenApiTest {
    private static final Pattern PATH = Pattern.compile("(?m)^  (/\\S*):$");
    private static final Pattern METHOD = Pattern.compile("(?m)^    (get|post|put|delete|patch|head):$");

    private final String description = resource("META-INF/openapi.yaml");

    @Test
    void lists_every_error_code() {
        assertThat(enumAfter("        code:\n")).containsExactlyElementsOf(names(ErrorCode.values()));
    }

    @Test
    void lists_every_reason() {
        assertThat(enumAfter("    Reason:\n")).containsExactlyElementsOf(names(Reason.values()));
    }

    @Test
    void describes_every_resource_method() {
        assertThat(described()).containsAll(implemented());
    }

    @Test
    void page_shows_files_that_are_there() {
        String page = file("docs.html") + file("index.html");

        List<String> links = Pattern.compile("(?:src|href)=\"/(ui|webjars)(/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1) + match.group(2))
                .toList();

        assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(exists(link))
                .isTrue());
    }

    private static boolean exists(String link) {
        return link.startsWith("ui/")
                ? Files.exists(Path.of("src/main/webapp", link))
                : OpenApiTest.class.getResource("/META-INF/resources/" + link) != null;
    }

    private Set<String> described() {
        Set<String> operations = new TreeSet<>();
        List<MatchResult> paths = PATH.matcher(description.substring(0, description.indexOf("\ncomponents:")))
                .results()
                .toList();
        for (int i = 0; i < paths.size(); i++) {
            int end = i + 1 < paths.size() ? paths.get(i + 1).start() : description.indexOf("\ncomponents:");
            String path = paths.get(i).group(1);
            METHOD.matcher(description.substring(paths.get(i).end(), end))
                    .results()
                    .forEach(method -> operations.add(operation(method.group(1), path)));
        }
        return operations;
    }

    private static Set<String> implemented() {
        Set<String> operations = new TreeSet<>();
        for (Class<?> resource : resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                httpMethod(method)
                        .ifPresent(verb -> operations.add(operation(verb, pathOf(resource) + pathOf(method))));
            }
        }
        return operations;
    }

    /** Resources are named so, by the style of this project. */
    private static List<Class<?>> resources() {
        try {
            Path classes = Path.of(RestApplication.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes)) {
                return files.filter(file -> file.toString().endsWith("Resource.class"))
                        .map(file -> classes.relativize(file).toString().replaceAll("\\.class$", ""))
                        .<Class<?>>map(name -> load(name.replace(File.separatorChar, '.')))
                        .toList();
            }
        } catch (URISyntaxException | IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, OpenApiTest.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<String> httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String pathOf(AnnotatedElement element) {
        jakarta.ws.rs.Path path = element.getAnnotation(jakarta.ws.rs.Path.class);
        String text = path == null ? "" : path.value().replaceAll("^/+|/+$", "");
        return text.isEmpty() ? "" : "/" + text;
    }

    /** Without the names of path parameters and their patterns. */
    private static String operation(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{[^/]*?}(?=[./]|$)", "{}");
    }

    private List<String> enumAfter(String heading) {
        String rest = description.substring(description.indexOf(heading) + heading.length());
        String values = rest.substring(rest.indexOf("enum:\n") + "enum:\n".length());
        return values.lines()
                .takeWhile(line -> line.strip().startsWith("- "))
                .map(line -> line.strip().substring(2))
                .toList();
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    private static String file(String name) {
        try {
            return Files.readString(Path.of("src/main/webapp/ui", name));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static String resource(String name) {
        try (InputStream stream =
                Objects.requireNonNull(OpenApiTest.class.getClassLoader().getResourceAsStream(name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
