package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.Settings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Connections to PostgreSQL and the migration of its schema. */
public final class Database {
    /** Long enough for a busy pool, short enough that no caller hangs while PostgreSQL is down. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    private Database() {}

    /** A pool that connects when it is first asked, so that the service starts while PostgreSQL is down. */
    public static HikariDataSource open(Settings.Database settings) {
        HikariConfig config = config(settings);
        config.setPoolName("postgresql");
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        config.addDataSourceProperty("ApplicationName", "holded-pipeline");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    /** What all pools have in common. */
    static HikariConfig config(Settings.Database settings) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setUsername(settings.user());
        config.setPassword(settings.password().reveal());
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }

    /**
     * Brings the schema up to date; replicas that start together wait for each other.
     *
     * @throws org.flywaydb.core.api.FlywayException when PostgreSQL cannot be reached or a migration fails
     */
    public static void migrate(DataSource dataSource) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }
}
