package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.Settings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to PostgreSQL and the migration of its schema. No connection waits for ever: PostgreSQL gives up a
 * statement that takes too long, and where it does not even do that, the connection counts as lost a little later. What
 * was under way then is undone or of unknown outcome, as after any lost connection.
 */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** Long enough for a busy pool, short enough that no caller hangs while PostgreSQL is down. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);

    /** The longest statement that a request may need; most reads are bounded tighter, see {@link Transactions}. */
    private static final Duration LONGEST_OF_A_REQUEST = Duration.ofSeconds(30);

    /** The longest statement of a load, which may wait for another load's rows on a busy disk. */
    private static final Duration LONGEST_OF_A_LOAD = Duration.ofMinutes(2);

    /** After which PostgreSQL ends the transaction of a client that is frozen, and with it its locks. */
    private static final Duration LONGEST_IDLE_IN_TRANSACTION = Duration.ofMinutes(1);

    /** In which the others get by, before a migration tries again. */
    private static final Duration PAUSE_OF_A_MIGRATION = Duration.ofSeconds(1);

    private static final int MOST_TRIES_OF_A_MIGRATION = 30;

    /** What PostgreSQL gets to give up by itself, which keeps the connection, before silence counts as loss. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private Database() {}

    /** A pool that connects when it is first asked, so that the service starts while PostgreSQL is down. */
    public static HikariDataSource open(Settings.Database settings) {
        return open(settings, LONGEST_OF_A_REQUEST, GRACE);
    }

    /** The same for loads, of which one statement may take minutes. */
    public static HikariDataSource openForLoads(Settings.Database settings) {
        return open(settings, LONGEST_OF_A_LOAD, GRACE);
    }

    /** The same for loads into tables of this schema, where they are looked for before all others. */
    public static HikariDataSource openForLoads(Settings.Database settings, String schema) {
        HikariConfig config = pool(settings, LONGEST_OF_A_LOAD, GRACE);
        config.setPoolName("postgresql-" + schema);
        config.setConnectionInitSql(config.getConnectionInitSql() + "; SELECT set_config('search_path', '" + schema
                + ", ' || quote_ident(current_schema()), false)");
        return new HikariDataSource(config);
    }

    /**
     * The same.
     *
     * @param longest after which PostgreSQL gives up a statement
     * @param grace after which, beyond that, a silent connection counts as lost; both in whole seconds
     */
    static HikariDataSource open(Settings.Database settings, Duration longest, Duration grace) {
        return new HikariDataSource(pool(settings, longest, grace));
    }

    private static HikariConfig pool(Settings.Database settings, Duration longest, Duration grace) {
        HikariConfig config = config(settings, longest, grace);
        config.setPoolName("postgresql");
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.addDataSourceProperty("ApplicationName", "holded-pipeline");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return config;
    }

    /** What the pools for requests have in common. */
    static HikariConfig configOfRequests(Settings.Database settings) {
        return config(settings, LONGEST_OF_A_REQUEST, GRACE);
    }

    /** What all pools have in common. */
    private static HikariConfig config(Settings.Database settings, Duration longest, Duration grace) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password().reveal());
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(longest.plus(grace).toSeconds()));
        // Not as start-up options, which poolers between us and PostgreSQL may refuse.
        config.setConnectionInitSql("SET statement_timeout = " + longest.toMillis()
                + "; SET idle_in_transaction_session_timeout = " + LONGEST_IDLE_IN_TRANSACTION.toMillis());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }

    /**
     * Brings the schema up to date; replicas that start together wait for each other. A schema that a later version has
     * brought further is left as it is. A migration may take as long as it needs, so it has a connection of its own; but
     * it waits only briefly for a table that others use, and not at all for others that wait for it: it is undone, they
     * get by, and it is tried again.
     *
     * @throws FlywayException when PostgreSQL cannot be reached, a migration fails, or its tables were never free
     */
    public static void migrate(DataSource dataSource) {
        FluentConfiguration flyway = Flyway.configure(Database.class.getClassLoader())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .callbacks(new BriefWaits());
        if (dataSource instanceof HikariDataSource pool) {
            flyway.dataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
        } else {
            flyway.dataSource(dataSource);
        }
        for (int attempt = 1; !migrated(flyway, attempt); attempt++) {
            Transactions.pause(PAUSE_OF_A_MIGRATION);
        }
    }

    /** False when it was undone because of other transactions, and may be tried again. */
    private static boolean migrated(FluentConfiguration flyway, int attempt) {
        try {
            flyway.load().migrate();
            return true;
        } catch (FlywayException undone) {
            if (attempt == MOST_TRIES_OF_A_MIGRATION || !SqlStates.isToTryAgain(undone)) {
                throw undone;
            }
            LOG.info("a migration waits for tables that are in use, attempt {}", attempt);
            return false;
        }
    }
}
