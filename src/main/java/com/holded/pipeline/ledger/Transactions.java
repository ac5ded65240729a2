package com.holded.pipeline.ledger;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.Failpoint;
import com.holded.pipeline.platform.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * Runs work in one transaction of its own. Work that PostgreSQL undid because of other transactions is tried again; all
 * else rolls back whole and is thrown. Thread-safe.
 */
public final class Transactions {
    private static final int MOST_TRIES = 10;
    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final DataSource dataSource;

    /** What is done with the connection; it neither commits nor closes it. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    public Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The result of the work, committed.
     *
     * @throws ProblemException DATABASE_UNAVAILABLE when PostgreSQL cannot be reached, refuses the work, or was lost
     *     while it committed. In the last case the outcome is unknown: look before trying again.
     */
    public <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException e) {
                if (attempt == MOST_TRIES || !SqlStates.isToTryAgain(e)) {
                    throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "the database did not do its part", e);
                }
                pause(Duration.ofMillis(LONGEST_PAUSE_MILLIS * attempt));
            }
        }
    }

    /**
     * The result of the work, all of which is undone: what would happen, without its happening.
     *
     * @throws ProblemException DATABASE_UNAVAILABLE, as {@link #run}
     */
    public <T> T undone(Work<T> work) {
        return run(connection -> {
            T result = work.run(connection);
            connection.rollback();
            return result;
        });
    }

    /**
     * The result of work that only reads, all of it at one moment: what commits meanwhile is not seen.
     *
     * @param longest after which PostgreSQL gives up each statement, and a little later we give up PostgreSQL
     * @throws ProblemException DATABASE_UNAVAILABLE, as {@link #run}, and when it takes too long
     */
    public <T> T snapshot(Duration longest, Work<T> work) {
        return run(connection -> {
            // The pool gives the connection its own time-out back.
            connection.setNetworkTimeout(
                    Runnable::run, Math.toIntExact(longest.plus(Database.GRACE).toMillis()));
            try (Statement rules = connection.createStatement()) {
                rules.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                rules.execute("SET LOCAL statement_timeout = " + longest.toMillis());
            }
            return work.run(connection);
        });
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.run(connection);
                Failpoint.BEFORE_COMMIT.hit();
                connection.commit();
                committed = true;
                Failpoint.AFTER_COMMIT.hit();
                return result;
            } finally {
                if (!committed) {
                    rollBack(connection);
                }
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            // The connection is gone and its transaction with it; the cause is on its way up already.
        }
    }

    /** Waits for a time by chance, at most this long. */
    static void pause(Duration longest) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest.toMillis()) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "interrupted while waiting for a lock", e);
        }
    }
}
