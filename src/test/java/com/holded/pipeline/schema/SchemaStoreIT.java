package com.holded.pipeline.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.holded.pipeline.platform.Settings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The store on a real PostgreSQL with the real migrations. */
class SchemaStoreIT {
    private static EmbeddedPostgres postgres;

    private SchemaStore store;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void emptyTables() throws SQLException {
        store = new SchemaStore(postgres.getPostgresDatabase());
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE subject_versions, schemas RESTART IDENTITY");
        }
    }

    @Test
    void same_schema_in_another_spelling_gets_the_same_id_and_version() {
        int first = store.register("a", NewSchema.json("{\"type\": \"object\", \"minProperties\": 1.0}"));
        int again = store.register("a", NewSchema.json("{\"minProperties\":1,\"type\":\"object\"}"));

        assertThat(again).isEqualTo(first);
        assertThat(store.versions("a")).containsExactly(1);
        assertThat(store.byId(first))
                .contains(
                        new RegisteredSchema(first, SchemaType.JSON, "{\"type\": \"object\", \"minProperties\": 1.0}"));
    }

    @Test
    void same_schema_under_two_subjects_has_one_id() {
        int id = store.register("a", schema(1));

        assertThat(store.register("Holded\\B", schema(1))).isEqualTo(id);
        assertThat(store.versionsOf(id)).extracting(SubjectVersion::subject).containsExactly("Holded\\B", "a");
    }

    @Test
    void versions_follow_each_other_and_the_last_is_the_latest() {
        int one = store.register("a", schema(1));
        int two = store.register("a", schema(2));
        store.register("a", schema(1));

        assertThat(store.versions("a")).containsExactly(1, 2);
        assertThat(store.latest("a")).map(version -> version.schema().id()).contains(two);
        assertThat(store.version("a", 1)).map(version -> version.schema().id()).contains(one);
        assertThat(store.version("a", 3)).isEmpty();
        assertThat(store.find("a", schema(2).fingerprint()))
                .map(SubjectVersion::version)
                .contains(2);
        assertThat(store.find("a", schema(3).fingerprint())).isEmpty();
        assertThat(store.latestIds(List.of("a", "none"))).isEqualTo(Map.of("a", two));
        assertThat(store.subjects()).containsExactly("a");
    }

    @Test
    void register_if_absent_leaves_a_subject_as_it_is() {
        int id = store.register("a", schema(1));

        store.registerIfAbsent("a", schema(2));
        store.registerIfAbsent("b", schema(2));

        assertThat(store.latestIds(List.of("a"))).isEqualTo(Map.of("a", id));
        assertThat(store.versions("b")).containsExactly(1);
    }

    @Test
    void sixteen_writers_over_two_replicas_give_dense_ids_and_versions_without_gaps() throws Exception {
        SchemaStore other = new SchemaStore(postgres.getPostgresDatabase());
        int schemas = 40;
        List<Callable<List<Integer>>> writers = new ArrayList<>();
        for (int writer = 0; writer < 16; writer++) {
            int offset = writer;
            SchemaStore replica = writer % 2 == 0 ? store : other;
            String subject = "subject-" + writer % 4;
            writers.add(() -> IntStream.range(0, schemas)
                    .map(i -> (i + offset * 7) % schemas)
                    .mapToObj(i -> replica.register(subject, schema(i)))
                    .toList());
        }

        Set<Integer> ids = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (Future<List<Integer>> registered : threads.invokeAll(writers)) {
                ids.addAll(registered.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(ids).hasSize(schemas);
        for (int i = 0; i < schemas; i++) {
            assertThat(store.versionsOf(store.register("subject-0", schema(i)))).hasSize(4);
        }
        for (int subject = 0; subject < 4; subject++) {
            assertThat(store.versions("subject-" + subject))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, schemas).boxed().toList());
        }
        // Ids are lost only where two subjects insert the same text at the same moment.
        assertThat(ids).allSatisfy(id -> assertThat(id).isBetween(1, schemas * 4));
    }

    @Test
    void replicas_that_start_at_once_register_the_shipped_contract_once() throws Exception {
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

        assertThat(store.versions(LiveContracts.GENERAL_SUBJECT)).containsExactly(1);
    }

    @Test
    void shipped_contract_does_not_overwrite_what_is_registered() {
        int mended = store.register(LiveContracts.GENERAL_SUBJECT, schema(1));

        try (LiveContracts contracts = contracts()) {
            contracts.registerShipped();

            assertThat(contracts.current("Any").id()).isEqualTo(mended);
        }
        assertThat(store.versions(LiveContracts.GENERAL_SUBJECT)).containsExactly(1);
    }

    @Test
    void subject_named_after_the_event_type_takes_precedence() {
        int own = store.register("Holded.Invoicing.Event.Paid", schema(1));

        try (LiveContracts contracts = contracts()) {
            contracts.registerShipped();

            assertThat(contracts.current("Holded\\Invoicing\\Event\\Paid").id()).isEqualTo(own);
            assertThat(contracts.current("Holded\\Invoicing\\Event\\Sent").id()).isNotEqualTo(own);
        }
    }

    @Test
    void registry_refuses_with_the_codes_of_confluent() {
        Registry registry = new Registry(store);
        int id = registry.register("a", schema(1));

        assertThat(registry.version("a", "latest")).isEqualTo(registry.version("a", "1"));
        assertThat(registry.version("a", "-1").schema().id()).isEqualTo(id);
        assertThat(registry.lookUp("a", schema(1)).version()).isEqualTo(1);
        assertThat(registry.subjects("b")).isEmpty();
        assertThat(codeOf(() -> registry.versions("none"))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("none", "1"))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("none", "latest"))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.lookUp("none", schema(1)))).isEqualTo(40401);
        assertThat(codeOf(() -> registry.version("a", "2"))).isEqualTo(40402);
        assertThat(codeOf(() -> registry.lookUp("a", schema(2)))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.schema("99"))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.schema("x"))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.versionsOf("99"))).isEqualTo(40403);
        assertThat(codeOf(() -> registry.version("a", "0"))).isEqualTo(42202);
        assertThat(codeOf(() -> registry.version("a", "first"))).isEqualTo(42202);
        assertThat(codeOf(() -> registry.register("a\u0000b", schema(1)))).isEqualTo(42208);
        assertThat(codeOf(() -> registry.register(" ", schema(1)))).isEqualTo(42208);
    }

    @Test
    void built_in_registry_refuses_when_another_is_configured() {
        Registry registry = new Registry(
                new Settings.Registry.External(URI.create("http://registry:8081")), postgres.getPostgresDatabase());

        assertThatThrownBy(() -> registry.subjects(""))
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

    private static NewSchema schema(int i) {
        return NewSchema.json("{\"title\": \"schema " + i + "\"}");
    }
}
