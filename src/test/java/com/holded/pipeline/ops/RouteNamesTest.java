package com.holded.pipeline.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.platform.Metric;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RouteNamesTest {
    @Test
    void every_route_is_a_label_of_the_figures() {
        List<String> routes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("com.holded.pipeline").stream()
                        .filter(resource -> resource.isAnnotatedWith(Path.class))
                        .flatMap(RouteNamesTest::routes)
                        .toList();

        assertThat(routes)
                .contains("/collect", "/events/{event_id}", "/reports/{report}.{format}")
                .allMatch(route -> Metric.HTTP_REQUESTS.labels().get(1).takes(route));
    }

    private static Stream<String> routes(JavaClass resource) {
        String root = RouteNames.segment(resource.reflect());
        return resource.getMethods().stream().map(JavaMethod::reflect).map(method -> root + RouteNames.segment(method));
    }
}
