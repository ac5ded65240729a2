package com.holded.pipeline.ledger;

import java.sql.SQLException;

/** What PostgreSQL's error codes mean to us. */
final class SqlStates {
    private static final String SERIALIZATION_FAILURE = "40001";

    private SqlStates() {}

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
