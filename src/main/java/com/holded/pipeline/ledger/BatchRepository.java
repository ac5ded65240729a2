package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.Settings;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Jakarta Batch keeps its jobs: the schema {@code batch} of our database, through a pool of its own, which the
 * server finds in its naming service under the name that its configuration has for it. So the server needs neither the
 * driver nor the password, and starts while PostgreSQL is down. Thread-safe.
 */
@SuppressWarnings("BanJNDI") // One constant name, which nobody outside can choose; the server looks nowhere else.
public final class BatchRepository implements AutoCloseable {
    /** As {@code preboot.txt} has it. */
    static final String NAME = "jdbc/batch";

    private static final Logger LOG = LoggerFactory.getLogger(BatchRepository.class);
    private static final String SCHEMA = "batch";
    /** One for the caller that starts a job, one for each of two jobs, and one to spare. */
    private static final int CONNECTIONS = 4;

    private final HikariDataSource pool;

    private BatchRepository(HikariDataSource pool) {
        this.pool = pool;
    }

    /** A pool that connects when it is first asked. */
    public static BatchRepository open(Settings.Database settings) {
        HikariConfig config = Database.configOfRequests(settings);
        config.setPoolName("batch");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setSchema(SCHEMA);
        // Bookkeeping: should PostgreSQL crash, the last half second of it may go. The run table remembers all.
        config.setConnectionInitSql(config.getConnectionInitSql() + "; SET synchronous_commit = off");
        config.addDataSourceProperty("ApplicationName", "holded-batch");
        return new BatchRepository(new HikariDataSource(config));
    }

    /** Puts the pool into the server's naming service. */
    public void bind() {
        try {
            new InitialContext().rebind(NAME, pool);
        } catch (NamingException otherServer) {
            LOG.warn("This server takes no data source from us: where its batch jobs stand is up to it", otherServer);
        }
    }

    /**
     * Checks that the server would reach the repository now. It looks once, at its first job: what it does not find then
     * it does without until its next start.
     *
     * @throws ProblemException DATABASE_UNAVAILABLE
     */
    public static void requireReachable() {
        try {
            if (new InitialContext().lookup(NAME) instanceof DataSource bound) {
                try (Connection connection = bound.getConnection()) {
                    LOG.debug("{} can be reached", connection);
                }
            }
        } catch (NamingException otherServer) {
            LOG.debug("The repository is up to this server", otherServer);
        } catch (SQLException e) {
            throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "the job repository cannot be reached", e);
        }
    }

    @Override
    public void close() {
        try {
            new InitialContext().unbind(NAME);
        } catch (NamingException gone) {
            LOG.debug("The naming service is gone", gone);
        }
        pool.close();
    }
}
