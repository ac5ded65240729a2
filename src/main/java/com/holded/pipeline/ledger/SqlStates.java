package com.holded.pipeline.ledger;

import java.sql.SQLException;
import java.util.Set;

/** What PostgreSQL's error codes mean to us. */
final class SqlStates {
    private static final String SERIALIZATION_FAILURE = "40001";

    /** serialization_failure, deadlock_detected, lock_not_available. */
    private static final Set<String> TRY_AGAIN = Set.of(SERIALIZATION_FAILURE, "40P01", "55P03");

    private SqlStates() {}

    /** Whether PostgreSQL undid the work because of other transactions, so that it may be done again from its begin. */
    static boolean isToTryAgain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && TRY_AGAIN.contains(String.valueOf(e.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** What {@link Transactions} answer by doing the work again from its begin. */
    static SQLException tryAgain(String reason, SQLException cause) {
        return new SQLException(reason, SERIALIZATION_FAILURE, cause);
    }

    /**
     * Whether the data itself is refused (class 22 data exception, 23 integrity violation, 54 limit exceeded), so that
     * trying again cannot help.
     */
    static boolean refusesData(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }
}
