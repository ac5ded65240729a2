package com.holded.pipeline.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Lets no migration wait long for a table that is in use: whoever wants the table waits behind it meanwhile. */
final class BriefWaits implements Callback {
    private static final Duration LONGEST = Duration.ofSeconds(3);

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute("SET lock_timeout = " + LONGEST.toMillis());
        } catch (SQLException failed) {
            throw new FlywayException("the database does not let a migration wait briefly", failed);
        }
    }

    @Override
    public String getCallbackName() {
        return "brief waits";
    }
}
