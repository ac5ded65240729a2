package com.holded.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.holded.pipeline.security.RequiresRole;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import jakarta.ws.rs.HttpMethod;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the rooms, as docs/architecture.md draws them. */
class ArchitectureTest {
    private static final String ROOT = "com.holded.pipeline.";

    /** A room and the rooms that it may use. */
    private static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

    static {
        ROOMS.put("event", Set.of());
        ROOMS.put("platform", Set.of("event"));
        ROOMS.put("security", Set.of("event", "platform", "ledger"));
        ROOMS.put("limits", Set.of("platform", "security"));
        ROOMS.put("storage", Set.of("event", "platform"));
        ROOMS.put("schema", Set.of("event", "platform", "storage", "security"));
        ROOMS.put("ledger", Set.of("event", "platform", "storage"));
        ROOMS.put("pipeline", Set.of("event", "platform", "schema", "storage", "ledger"));
        ROOMS.put("collect", Set.of("event", "platform", "schema", "storage", "security", "limits"));
        ROOMS.put("jobs", Set.of("event", "platform", "pipeline", "ledger", "security"));
        ROOMS.put(
                "deadletter",
                Set.of("event", "platform", "schema", "storage", "ledger", "pipeline", "jobs", "security"));
        ROOMS.put("reports", Set.of("event", "platform", "storage", "ledger", "security"));
        ROOMS.put(
                "ops",
                Set.of(
                        "event",
                        "platform",
                        "security",
                        "limits",
                        "storage",
                        "schema",
                        "ledger",
                        "pipeline",
                        "collect",
                        "jobs",
                        "deadletter",
                        "reports"));
        ROOMS.put(
                "local",
                Set.of(
                        "event",
                        "platform",
                        "storage",
                        "schema",
                        "ledger",
                        "pipeline",
                        "security",
                        "limits",
                        "collect",
                        "reports"));
    }

    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("com.holded.pipeline");
    }

    static Stream<String> rooms() {
        return ROOMS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_uses_only_the_rooms_below_it(String room) {
        String[] forbidden = ROOMS.keySet().stream()
                .filter(other -> !other.equals(room)
                        && !ROOMS.getOrDefault(room, Set.of()).contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(house);
    }

    @Test
    void every_class_has_a_room() {
        List<String> homeless = house.stream()
                .map(type -> type.getPackageName())
                .filter(name -> ROOMS.keySet().stream().noneMatch(room -> (name + ".").startsWith(ROOT + room + ".")))
                .toList();

        assertThat(homeless).isEmpty();
    }

    @Test
    void rooms_form_no_circle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + "(*)..")
                .should()
                .beFreeOfCycles()
                .check(house);
    }

    @Test
    void the_vocabulary_is_plain_java() {
        classes()
                .that()
                .resideInAPackage(ROOT + "event")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", ROOT + "event")
                .check(house);
    }

    @Test
    void the_pipeline_runs_outside_of_a_server() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "pipeline")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..")
                .check(house);
    }

    @Test
    void the_recount_from_raw_events_shares_no_code_with_what_it_checks() {
        classes()
                .that()
                .resideInAPackage(ROOT + "local.recount")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "tools.jackson.core..",
                        "com.github.luben.zstd..",
                        ROOT + "local.recount")
                .check(house);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void a_library_stays_in_its_rooms(String library, List<String> homes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        homes.stream().map(home -> ROOT + home + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(house);
    }

    static Stream<Arguments> libraries() {
        return Stream.of(
                Arguments.of("io.minio..", List.of("storage")),
                Arguments.of("okhttp3..", List.of("storage")),
                Arguments.of("net.sf.jasperreports..", List.of("reports", "local")),
                Arguments.of("org.apache.beam..", List.of("pipeline")),
                Arguments.of("com.networknt..", List.of("schema")),
                Arguments.of("org.apache.avro..", List.of("schema")),
                Arguments.of("io.github.bucket4j..", List.of("limits")),
                Arguments.of("java.sql..", List.of("ledger", "schema", "security", "reports", "ops", "local")),
                Arguments.of("info.picocli..", List.of("local")));
    }

    @Test
    void every_resource_method_says_who_may_call_it() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Resource")
                .and()
                .arePublic()
                .should(new ArchCondition<JavaMethod>("be annotated with @RequiresRole, or stand in a class that is") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean serves = method.getAnnotations().stream()
                                .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
                        boolean guarded = method.isAnnotatedWith(RequiresRole.class)
                                || method.getOwner().isAnnotatedWith(RequiresRole.class);
                        if (serves && !guarded) {
                            events.add(SimpleConditionEvent.violated(method, method.getFullName() + " has no role"));
                        }
                    }
                })
                .check(house);
    }

    @Test
    void the_service_writes_to_its_log_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "local..", ROOT + "ops..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(house);
    }

    @Test
    void the_environment_is_read_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "local..", ROOT + "platform..")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameMatching("getenv")))
                .check(house);
    }

    @Test
    void names_say_what_a_class_is_for() {
        List<String> noise = List.of("Impl", "Manager", "Service", "Helper", "Util", "Utils");

        List<String> named = house.stream()
                .map(type -> type.getSimpleName())
                .filter(name -> noise.stream().anyMatch(name::endsWith))
                .toList();

        assertThat(named).isEmpty();
        assertThat(Arrays.asList("util", "common", "impl", "dto", "mapper")).noneMatch(name -> house.stream()
                .anyMatch(type -> type.getPackageName().endsWith("." + name)));
    }
}
