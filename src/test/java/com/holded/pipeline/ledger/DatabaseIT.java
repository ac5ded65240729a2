package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.testing.Signals;
import com.holded.pipeline.testing.TestDatabase;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** A server that neither answers nor refuses: SIGSTOP. Without a bound each of these would wait for ever. */
@Timeout(120)
class DatabaseIT {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    void a_server_that_stands_still_is_unavailable_and_serves_again_when_it_goes_on() {
        try (HikariDataSource pool = Database.open(database.settings(), SECOND, SECOND)) {
            Transactions transactions = new Transactions(pool);
            assertThat(one(transactions)).isEqualTo(1);
            List<ProcessHandle> processes = database.processes();

            processes.forEach(Signals::freeze);
            try {
                assertUnavailable(() -> one(transactions));
                assertUnavailable(() -> one(transactions));
            } finally {
                processes.forEach(Signals::thaw);
            }

            assertThat(one(transactions)).isEqualTo(1);
        }
    }

    @Test
    void a_transaction_whose_server_freezes_half_way_is_given_up_and_undone() {
        database.sql().execute("CREATE TABLE half_way (id integer)");
        try (HikariDataSource pool = Database.open(database.settings(), SECOND, SECOND)) {
            Transactions transactions = new Transactions(pool);
            ProcessHandle[] backend = new ProcessHandle[1];

            try {
                assertUnavailable(() -> transactions.run(connection -> {
                    execute(connection, "INSERT INTO half_way VALUES (1)");
                    backend[0] = backend(connection);
                    Signals.freeze(backend[0]);
                    execute(connection, "INSERT INTO half_way VALUES (2)");
                    return true;
                }));
            } finally {
                Signals.thaw(backend[0]);
            }

            transactions.run(connection -> {
                execute(connection, "INSERT INTO half_way VALUES (3)");
                return true;
            });
            assertThat(database.sql().rows("SELECT id FROM half_way")).containsExactly("3");
        }
    }

    @Test
    void a_short_read_is_bounded_by_its_own_time_and_not_by_that_of_the_pool() {
        try (HikariDataSource pool = Database.open(database.settings(), AN_HOUR, SECOND)) {
            Transactions transactions = new Transactions(pool);
            ProcessHandle[] backend = new ProcessHandle[1];

            try {
                assertUnavailable(() -> transactions.snapshot(Duration.ofMillis(500), connection -> {
                    backend[0] = backend(connection);
                    Signals.freeze(backend[0]);
                    return execute(connection, "SELECT 1");
                }));
            } finally {
                Signals.thaw(backend[0]);
            }
        }
    }

    @Test
    void a_slow_statement_is_given_up_by_the_server_and_the_connection_lives_on() {
        try (HikariDataSource pool = Database.open(database.settings(), SECOND, AN_HOUR)) {
            Transactions transactions = new Transactions(pool);
            long before = transactions.run(connection -> backend(connection).pid());

            assertUnavailable(() -> transactions.run(connection -> execute(connection, "SELECT pg_sleep(3600)")));

            assertThat(transactions.<Long>run(connection -> backend(connection).pid()))
                    .isEqualTo(before);
        }
    }

    @Test
    void who_listens_hears_nothing_for_longer_than_a_statement_may_take() throws SQLException {
        try (HikariDataSource pool = Database.open(database.settings(), SECOND, SECOND);
                Connection connection = pool.getConnection()) {
            execute(connection, "LISTEN quiet");
            PGConnection postgres = connection.unwrap(PGConnection.class);

            assertThat(postgres.getNotifications(3_000)).isNullOrEmpty();
            database.sql().execute("NOTIFY quiet");
            assertThat(postgres.getNotifications(30_000)).hasSize(1);
        }
    }

    private static int one(Transactions transactions) {
        return transactions.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT 1")) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static ProcessHandle backend(Connection connection) throws SQLException {
        return ProcessHandle.of(connection.unwrap(PGConnection.class).getBackendPID())
                .orElseThrow();
    }

    private static void assertUnavailable(ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                .isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    }
}
