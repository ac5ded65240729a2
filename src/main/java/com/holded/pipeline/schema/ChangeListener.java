package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears on one connection, which it keeps, of changes that any replica makes to the built-in registry. Who uses it looks
 * from time to time all the same: while the connection is lost nothing is heard.
 */
final class ChangeListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);

    /** How long one wait lasts; after it the listener sees that it is closed. */
    private static final int WAIT_MILLIS = 1_000;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final DataSource database;
    private final Runnable onChange;
    private final Thread thread = new Thread(this::listen, "schema-changes");
    private volatile boolean closed;

    ChangeListener(DataSource database, Runnable onChange) {
        this.database = database;
        this.onChange = onChange;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void listen() {
        boolean lost = false;
        while (!closed) {
            try (Connection connection = database.getConnection()) {
                listen(connection);
            } catch (SQLException gone) {
                // Said once, not with every attempt.
                if (!lost && !closed) {
                    LOG.warn(
                            "Changes of the schema registry are not heard of; it is looked at every few seconds", gone);
                }
                lost = true;
                pause();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        Queries queries = new Queries(connection);
        queries.update("LISTEN " + SchemaStore.CHANNEL);
        PGConnection postgres = connection.unwrap(PGConnection.class);
        // For what changed while nobody listened.
        onChange.run();
        while (!closed) {
            PGNotification[] changes = postgres.getNotifications(WAIT_MILLIS);
            if (changes != null && changes.length > 0) {
                onChange.run();
            }
        }
        queries.update("UNLISTEN *");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
