package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.sql.SQLException;

/** Says what a failure of the database means to the caller. */
final class DatabaseFailure {
    /** SQLSTATE of a statement that ran into its time limit. */
    private static final String QUERY_CANCELED = "57014";

    private DatabaseFailure() {}

    static ProblemException problem(SQLException failure) {
        if (QUERY_CANCELED.equals(failure.getSQLState())) {
            return new ProblemException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "The report took longer than " + Snapshot.STATEMENT_TIMEOUT.toSeconds()
                            + " s; ask for a shorter period or try again later",
                    failure);
        }
        return new ProblemException(ErrorCode.DATABASE_UNAVAILABLE, "The report could not be read", failure);
    }
}
