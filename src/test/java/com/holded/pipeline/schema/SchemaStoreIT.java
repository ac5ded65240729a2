package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.testing.TestDatabase;
import com.holded.pipeline.testing.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The built-in registry on a real PostgreSQL with the real migrations. */
class SchemaStoreIT {
    private static TestDatabase database;

    private SchemaStore store;
    private Registry registry;
    private Registrations registrations;
    private Deletions deletions;
    private RegistryConfig config;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    @BeforeEach
    void emptyTables() {
        database.sql()
                .execute("TRUNCATE subject_versions, schemas, schema_references, subject_config, subject_modes"
                        + " RESTART IDENTITY");
        store = new SchemaStore(database.dataSource());
        registry = new Registry(store);
        registrations = new Registrations(store);
        deletions = new Deletions(store);
        config = new RegistryConfig(store);
    }

    @Test
    void same_schema_in_another_spelling_gets_the_same_id_and_version() {
        String text = "{\"type\": \"object\", \"minProperties\": 1.0}";
        int first = register("a", text);

        assertThat(register("a", "{\"minProperties\":1,\"type\":\"object\"}")).isEqualTo(first);
        assertThat(versions("a")).containsExactly(1);
        assertThat(store.byId(first)).contains(new RegisteredSchema(first, SchemaType.JSON, text));
    }

    @Test
    void same_schema_under_two_subjects_has_one_id() {
        int id = register("a", schema(1));

        assertThat(register("Holded\\B", schema(1))).isEqualTo(id);
        assertThat(registry.uses(String.valueOf(id), "", Deleted.HIDDEN, Page.ALL))
                .extracting(SubjectVersion::subject)
                .containsExactly("Holded\\B", "a");
    }

    @Test
    void versions_follow_each_other_and_the_last_is_the_latest() {
        int one = register("a", schema(1));
        int two = register("a", schema(2));
        register("a", schema(1));

        assertThat(versions("a")).containsExactly(1, 2);
        assertThat(registry.version("a", "latest", Deleted.HIDDEN).schema().id())
                .isEqualTo(two);
        assertThat(registry.version("a", "-1", Deleted.HIDDEN)).isEqualTo(registry.version("a", "2", Deleted.HIDDEN));
        assertThat(registry.version("a", "1", Deleted.HIDDEN).schema().id()).isEqualTo(one);
        assertThat(registrations
                        .lookUp("a", request(schema(2)), false, Deleted.HIDDEN)
                        .version())
                .isEqualTo(2);
        assertThat(store.latestIds(List.of("a", "none"))).isEqualTo(Map.of("a", two));
        assertThat(store.subjects()).containsExactly("a");
        assertThat(registry.greatestId()).isEqualTo(two);
    }

    @Test
    void lists_by_prefix_and_in_pages() {
        List.of("b", "B", "ba", "c").forEach(subject -> register(subject, schema(1)));
        register("ba", schema(2));
        deletions.subject("c", false);

        assertThat(registry.subjects("", Deleted.HIDDEN, Page.ALL)).containsExactly("B", "b", "ba");
        assertThat(registry.subjects("", Deleted.SHOWN, Page.ALL)).containsExactly("B", "b", "ba", "c");
        assertThat(registry.subjects("", Deleted.ALONE, Page.ALL)).containsExactly("c");
        assertThat(registry.subjects(":*:b", Deleted.HIDDEN, Page.ALL)).containsExactly("b", "ba");
        assertThat(registry.subjects("", Deleted.HIDDEN, Page.asked(1, 1))).containsExactly("b");
        assertThat(named(registry.schemas("b", Deleted.HIDDEN, false, Page.ALL)))
                .containsExactly("b 1", "ba 1", "ba 2");
        assertThat(named(registry.schemas("", Deleted.SHOWN, true, Page.ALL)))
                .containsExactly("B 1", "b 1", "ba 2", "c 1");
        assertThat(named(registry.schemas("", Deleted.HIDDEN, true, Page.asked(1, 1))))
                .containsExactly("b 1");
    }

    @Test
    void register_if_absent_leaves_a_subject_as_it_is_even_a_deleted_one() {
        int id = register("a", schema(1));
        register("c", schema(1));
        deletions.subject("c", false);

        store.registerIfAbsent("a", NewSchema.json(schema(2)));
        store.registerIfAbsent("b", NewSchema.json(schema(2)));
        store.registerIfAbsent("c", NewSchema.json(schema(2)));

        assertThat(store.latestIds(List.of("a"))).isEqualTo(Map.of("a", id));
        assertThat(versions("b")).containsExactly(1);
        assertThat(store.subjects()).containsExactly("a", "b");
    }

    @Test
    void deleted_version_is_hidden_until_it_is_deleted_for_good() {
        config.setConfig("a", level(CompatibilityLevel.NONE));
        int one = register("a", schema(1));
        register("a", schema(2));

        assertThat(codeOf(() -> deletions.version("a", "1", true))).isEqualTo(40407);
        assertThat(deletions.version("a", "1", false)).isEqualTo(1);
        assertThat(codeOf(() -> deletions.version("a", "1", false))).isEqualTo(40406);
        assertThat(versions("a")).containsExactly(2);
        assertThat(registry.versions("a", Deleted.SHOWN, Page.ALL)).containsExactly(1, 2);
        assertThat(registry.versions("a", Deleted.ALONE, Page.ALL)).containsExactly(1);
        assertThat(codeOf(() -> registry.version("a", "1", Deleted.HIDDEN))).isEqualTo(40402);
        assertThat(registry.version("a", "1", Deleted.SHOWN).deleted()).isTrue();
        assertThat(registry.schema(String.valueOf(one), "").text()).isEqualTo(schema(1));
        assertThat(registry.uses(String.valueOf(one), "", Deleted.HIDDEN, Page.ALL))
                .isEmpty();
        assertThat(codeOf(() -> registrations.lookUp("a", request(schema(1)), false, Deleted.HIDDEN)))
                .isEqualTo(40403);
        assertThat(registrations
                        .lookUp("a", request(schema(1)), false, Deleted.SHOWN)
                        .version())
                .isEqualTo(1);

        assertThat(deletions.version("a", "1", true)).isEqualTo(1);

        assertThat(registry.versions("a", Deleted.SHOWN, Page.ALL)).containsExactly(2);
        assertThat(codeOf(() -> registry.schema(String.valueOf(one), ""))).isEqualTo(40403);
        // Events still name it.
        assertThat(store.byId(one)).isPresent();
    }

    @Test
    void deleted_schema_that_is_registered_again_is_a_new_version_with_its_old_id() {
        int one = register("a", schema(1));
        register("a", schema(2));
        deletions.version("a", "1", false);

        assertThat(register("a", schema(1))).isEqualTo(one);

        assertThat(registry.versions("a", Deleted.SHOWN, Page.ALL)).containsExactly(2, 3);
        assertThat(registry.version("a", "latest", Deleted.HIDDEN).schema().id())
                .isEqualTo(one);
    }

    @Test
    void deleted_subject_takes_its_configuration_along_when_it_goes_for_good() {
        register("a", schema(1));
        register("a", schema(2));
        config.setConfig("a", level(CompatibilityLevel.FULL));
        config.setMode("a", Mode.READWRITE, false);

        assertThat(codeOf(() -> deletions.subject("a", true))).isEqualTo(40405);
        assertThat(deletions.subject("a", false)).containsExactly(1, 2);
        assertThat(codeOf(() -> deletions.subject("a", false))).isEqualTo(40404);
        assertThat(codeOf(() -> versions("a"))).isEqualTo(40401);
        assertThat(config.config("a", false)).isEqualTo(level(CompatibilityLevel.FULL));

        assertThat(deletions.subject("a", true)).containsExactly(1, 2);

        assertThat(codeOf(() -> deletions.subject("a", true))).isEqualTo(40401);
        assertThat(codeOf(() -> config.config("a", false))).isEqualTo(40408);
        assertThat(codeOf(() -> config.mode("a", false))).isEqualTo(40409);
        register("a", schema(3));
        assertThat(versions("a")).containsExactly(1);
    }

    @Test
    void version_that_others_refer_to_is_not_deleted() {
        register("part", schema(1));
        int whole = registrations.register("whole", using("part", 1), false);

        assertThat(registry.referrers("part", "1", Deleted.HIDDEN)).containsExactly(whole);
        assertThat(registry.version("whole", "1", Deleted.HIDDEN).schema().references())
                .containsExactly(new SchemaReference("part.json", "part", 1));
        assertThat(codeOf(() -> deletions.version("part", "1", false))).isEqualTo(42206);
        assertThat(codeOf(() -> deletions.subject("part", false))).isEqualTo(42206);

        deletions.subject("whole", false);
        assertThat(registry.referrers("part", "1", Deleted.HIDDEN)).isEmpty();
        assertThat(registry.referrers("part", "1", Deleted.SHOWN)).containsExactly(whole);
        assertThat(deletions.version("part", "1", false)).isEqualTo(1);
        // What refers to it could be shown again.
        assertThat(codeOf(() -> deletions.version("part", "1", true))).isEqualTo(42206);

        deletions.subject("whole", true);
        assertThat(deletions.version("part", "1", true)).isEqualTo(1);
    }

    @Test
    void reference_must_be_registered_and_means_the_same_for_ever() {
        assertThat(codeOf(() -> registrations.register("whole", using("part", 1), false)))
                .isEqualTo(42201);
        register("part", schema(1));
        int first = registrations.register("whole", using("part", 1), false);
        for (boolean permanent : new boolean[] {false, true}) {
            deletions.subject("whole", permanent);
        }
        for (boolean permanent : new boolean[] {false, true}) {
            deletions.subject("part", permanent);
        }
        register("part", schema(2));

        assertThat(registrations.register("whole", using("part", 1), false)).isNotEqualTo(first);
    }

    @Test
    void level_of_the_subject_decides_what_may_follow() {
        registrations.register("a", avro("\"int\""), false);
        assertThat(config.config(ConfigTable.GLOBAL, true)).isEqualTo(level(CompatibilityLevel.BACKWARD));

        assertThat(codeOf(() -> registrations.register("a", avro("\"string\""), false)))
                .isEqualTo(409);
        assertThat(registrations.check("a", avro("\"string\""), false))
                .singleElement()
                .asString()
                .contains("TYPE_MISMATCH", "oldSchemaVersion: 1");
        assertThat(registrations.check("a", avro("\"long\""), false)).isEmpty();
        registrations.register("a", avro("\"long\""), false);
        config.setConfig("a", level(CompatibilityLevel.FORWARD_TRANSITIVE));
        assertThat(registrations.check("a", avro("\"int\""), false)).isEmpty();
        assertThat(registrations.check("a", "1", avro("\"long\""), false)).hasSize(1);
        assertThat(registrations.check("a", "latest", avro("\"long\""), false)).isEmpty();
        assertThat(registrations.check("none", "latest", avro("\"long\""), false))
                .isEmpty();
        assertThat(codeOf(() -> registrations.check("a", "9", avro("\"long\""), false)))
                .isEqualTo(40402);

        config.setConfig(ConfigTable.GLOBAL, level(CompatibilityLevel.NONE));
        config.removeConfig("a");
        registrations.register("a", avro("\"string\""), false);
        assertThat(versions("a")).containsExactly(1, 2, 3);
    }

    @Test
    void configuration_of_a_subject_goes_before_the_global_one() {
        assertThat(codeOf(() -> config.config("a", false))).isEqualTo(40408);
        config.setConfig(ConfigTable.GLOBAL, level(CompatibilityLevel.FULL));
        config.setConfig("a", new SubjectConfig(Optional.empty(), Optional.of(true)));

        assertThat(config.config("a", false)).isEqualTo(new SubjectConfig(Optional.empty(), Optional.of(true)));
        assertThat(config.config("a", true))
                .isEqualTo(new SubjectConfig(Optional.of(CompatibilityLevel.FULL), Optional.of(true)));
        assertThat(config.config("b", true)).isEqualTo(level(CompatibilityLevel.FULL));
        assertThat(config.removeConfig(ConfigTable.GLOBAL)).isEqualTo(level(CompatibilityLevel.FULL));
        assertThat(config.config(ConfigTable.GLOBAL, false)).isEqualTo(level(CompatibilityLevel.BACKWARD));
        assertThat(codeOf(() -> config.removeConfig("b"))).isEqualTo(40401);
    }

    @Test
    void read_only_subject_stays_as_it_is() {
        register("a", schema(1));
        config.setMode("a", Mode.READONLY, false);

        assertThat(codeOf(() -> register("a", schema(2)))).isEqualTo(42205);
        assertThat(codeOf(() -> register("a", schema(1)))).isEqualTo(42205);
        assertThat(codeOf(() -> deletions.version("a", "1", false))).isEqualTo(42205);
        assertThat(codeOf(() -> deletions.subject("a", false))).isEqualTo(42205);
        assertThat(codeOf(() -> config.setConfig("a", level(CompatibilityLevel.NONE))))
                .isEqualTo(42205);
        register("b", schema(1));
        assertThat(config.mode("b", true)).isEqualTo(Mode.READWRITE);
        assertThat(codeOf(() -> config.mode("b", false))).isEqualTo(40409);
        assertThat(config.removeMode("a")).isEqualTo(Mode.READONLY);
        register("a", schema(1));
    }

    @Test
    void import_keeps_the_ids_of_another_registry() {
        register("old", schema(1));
        assertThat(codeOf(() -> config.setMode(ConfigTable.GLOBAL, Mode.IMPORT, false)))
                .isEqualTo(42205);
        assertThat(codeOf(() -> registrations.register("a", imported(schema(5), 500, 3), false)))
                .isEqualTo(42205);
        config.setMode("a", Mode.IMPORT, false);

        assertThat(registrations.register("a", imported(schema(5), 500, 3), false))
                .isEqualTo(500);
        assertThat(registrations.register("a", imported(schema(5), 500, 3), false))
                .isEqualTo(500);
        assertThat(versions("a")).containsExactly(3);
        assertThat(codeOf(() -> registrations.register("a", imported(schema(5), 501, 0), false)))
                .isEqualTo(42207);
        assertThat(codeOf(() -> registrations.register("a", imported(schema(6), 500, 0), false)))
                .isEqualTo(42205);
        assertThat(codeOf(() -> registrations.register("a", imported(schema(6), 502, 3), false)))
                .isEqualTo(42205);
        assertThat(codeOf(() -> register("a", schema(7)))).isEqualTo(42205);
        assertThat(register("b", schema(8))).isEqualTo(501);
    }

    @Test
    void sixteen_writers_over_two_replicas_give_dense_ids_and_versions_without_gaps() throws Exception {
        config.setConfig(ConfigTable.GLOBAL, level(CompatibilityLevel.NONE));
        Registrations other = new Registrations(new SchemaStore(database.dataSource()));
        int schemas = 200;
        List<Callable<List<Integer>>> writers = new ArrayList<>();
        for (int writer = 0; writer < 16; writer++) {
            int offset = writer;
            Registrations replica = writer % 2 == 0 ? registrations : other;
            String subject = "subject-" + writer % 4;
            writers.add(() -> IntStream.range(0, schemas)
                    .map(i -> (i + offset * 7) % schemas)
                    .mapToObj(i -> replica.register(subject, request(schema(i)), false))
                    .toList());
        }

        Set<Integer> ids = new TreeSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (Future<List<Integer>> registered : threads.invokeAll(writers)) {
                ids.addAll(registered.get());
            }
        } finally {
            threads.shutdownNow();
        }

        List<Integer> dense = IntStream.rangeClosed(1, schemas).boxed().toList();
        assertThat(ids).containsExactlyElementsOf(dense);
        for (int i = 0; i < schemas; i++) {
            String id = String.valueOf(register("subject-0", schema(i)));
            assertThat(registry.uses(id, "", Deleted.HIDDEN, Page.ALL)).hasSize(4);
            assertThat(registry.schema(id, "").text()).isEqualTo(schema(i));
        }
        for (int subject = 0; subject < 4; subject++) {
            assertThat(versions("subject-" + subject)).containsExactlyElementsOf(dense);
        }
    }

    @Test
    void replicas_that_start_at_once_register_the_shipped_contracts_once() throws Exception {
        Callable<Integer> replica = () -> {
            try (LiveContracts contracts = contracts()) {
                contracts.registerShipped();
                contracts.registerShipped();
                return contracts.current("Any").id();
            }
        };

        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Integer> id : threads.invokeAll(List.of(replica, replica, replica, replica))) {
                assertThat(id.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(store.subjects()).containsExactlyInAnyOrderElementsOf(ShippedContracts.BY_SUBJECT.keySet());
        assertThat(store.subjects())
                .allSatisfy(subject -> assertThat(versions(subject)).containsExactly(1));
    }

    @Test
    void shipped_contract_does_not_overwrite_what_is_registered() {
        int mended = register(LiveContracts.GENERAL_SUBJECT, schema(1));

        try (LiveContracts contracts = contracts()) {
            contracts.registerShipped();

            assertThat(contracts.current("Any").id()).isEqualTo(mended);
        }
        assertThat(versions(LiveContracts.GENERAL_SUBJECT)).containsExactly(1);
    }

    @Test
    void subject_named_after_the_event_type_takes_precedence() {
        int own = register("Holded.Invoicing.Event.Paid", schema(1));

        try (LiveContracts contracts = contracts()) {
            contracts.registerShipped();

            assertThat(contracts.current("Holded\\Invoicing\\Event\\Paid").id()).isEqualTo(own);
            assertThat(contracts.current("Holded\\Invoicing\\Event\\Sent").id()).isNotEqualTo(own);
        }
    }

    @Test
    void what_one_replica_registers_all_use_within_a_second() {
        try (LiveContracts here = contracts();
                LiveContracts there = contracts()) {
            here.registerShipped();
            there.registerShipped();
            Registrations replica = new Registrations(new SchemaStore(database.dataSource()));
            // The second of the two that are told of: by then both listen, whenever they began to.
            for (int i = 1; i <= 2; i++) {
                int id = replica.register("Holded.Type" + i, request(schema(i)), false);
                for (LiveContracts contracts : List.of(here, there)) {
                    String type = "Holded\\Type" + i;
                    Duration limit = i == 1 ? Duration.ofSeconds(20) : Duration.ofSeconds(1);
                    Waiting.until(
                            limit,
                            "contract " + id,
                            () -> contracts.current(type).id(),
                            seen -> seen == id);
                }
            }
        }
    }

    @Test
    void registry_refuses_with_the_codes_of_confluent() {
        register("a", schema(1));

        assertThat(codeOf(() -> versions("none"))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("none", "1", Deleted.HIDDEN))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("none", "latest", Deleted.HIDDEN)))
                .isEqualTo(40401);
        assertThat(codeOf(() -> registrations.lookUp("none", request(schema(1)), false, Deleted.HIDDEN)))
                .isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("a", "2", Deleted.HIDDEN))).isEqualTo(40402);
        assertThat(codeOf(() -> registrations.lookUp("a", request(schema(2)), false, Deleted.HIDDEN)))
                .isEqualTo(40403);
        assertThat(codeOf(() -> registry.schema("99", ""))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.schema("1", "b"))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.schema("x", ""))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.uses("99", "", Deleted.HIDDEN, Page.ALL)))
                .isEqualTo(40403);
        assertThat(codeOf(() -> deletions.version("none", "1", false))).isEqualTo(40401);
        assertThat(codeOf(() -> deletions.version("a", "7", false))).isEqualTo(40402);
        assertThat(codeOf(() -> deletions.subject("none", false))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("a", "0", Deleted.HIDDEN))).isEqualTo(42202);
        assertThat(codeOf(() -> registry.version("a", "first", Deleted.HIDDEN))).isEqualTo(42202);
        assertThat(codeOf(() -> register("a\u0000b", schema(1)))).isEqualTo(42208);
        assertThat(codeOf(() -> register(" ", schema(1)))).isEqualTo(42208);
        assertThat(codeOf(() -> register(":.other:a", schema(1)))).isEqualTo(42208);
        assertThat(codeOf(() -> register("a", "{\"type\": 5}"))).isEqualTo(42201);
        assertThat(codeOf(() -> register("a", ""))).isEqualTo(42201);
        assertThat(codeOf(() -> registrations.register("a", imported(schema(2), 0, 3), false)))
                .isEqualTo(42201);
    }

    @Test
    void built_in_registry_refuses_when_another_is_configured() {
        SchemaStore elsewhere = SchemaStore.forCallers(
                new Settings.Registry.External(URI.create("http://registry:8081")), database.dataSource());

        assertThatThrownBy(() -> new Registry(elsewhere).subjects("", Deleted.HIDDEN, Page.ALL))
                .isInstanceOf(RegistryException.class)
                .hasMessage("This service uses the schema registry at http://registry:8081");
    }

    @Test
    void database_that_is_gone_is_an_outage_for_the_registry_and_none_for_collection() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});

        assertThatThrownBy(() -> new SchemaStore(nowhere).subjects())
                .isInstanceOfSatisfying(RegistryException.class, failure -> assertThat(failure.error())
                        .isEqualTo(RegistryError.STORE));
        try (LiveContracts contracts = new LiveContracts(new SchemaStore(nowhere), Duration.ofHours(1))) {
            contracts.registerShipped();

            assertThat(contracts.current("Any")).isSameAs(Contract.bundled());
        }
    }

    private static int codeOf(ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RegistryException.class, call).error().code();
    }

    private LiveContracts contracts() {
        return new LiveContracts(store, Duration.ofHours(1));
    }

    private int register(String subject, String json) {
        return registrations.register(subject, request(json), false);
    }

    private List<Integer> versions(String subject) {
        return registry.versions(subject, Deleted.HIDDEN, Page.ALL);
    }

    private static List<String> named(List<SubjectVersion> versions) {
        return versions.stream()
                .map(version -> version.subject() + " " + version.version())
                .toList();
    }

    private static SubjectConfig level(CompatibilityLevel level) {
        return new SubjectConfig(Optional.of(level), Optional.empty());
    }

    private static SchemaRequest request(String json) {
        return imported(json, 0, 0);
    }

    private static SchemaRequest imported(String json, int id, int version) {
        return new SchemaRequest(SchemaType.JSON, json, List.of(), id, version);
    }

    private static SchemaRequest avro(String text) {
        return new SchemaRequest(SchemaType.AVRO, text, List.of(), 0, 0);
    }

    private static SchemaRequest using(String subject, int version) {
        return new SchemaRequest(
                SchemaType.JSON,
                "{\"$ref\": \"part.json\"}",
                List.of(new SchemaReference("part.json", subject, version)),
                0,
                0);
    }

    private static String schema(int i) {
        return "{\"title\": \"schema " + i + "\"}";
    }
}
