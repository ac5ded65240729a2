package com.holded.pipeline.reports;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import javax.sql.DataSource;

/** Streams the rows of a report in one of the data formats, straight from the database, in constant memory. */
final class DataExport {
    private final DataSource database;
    private final Clock clock;

    DataExport(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How a format writes rows. */
    interface Writer {
        /**
         * Writes the whole document, but does not close the stream: closing would send the end of a complete answer
         * after a failure, too.
         *
         * @param rows all rows of the report, before the first one
         */
        void write(Definition report, Request request, Provenance provenance, Cursor rows, OutputStream out)
                throws IOException;

        /** Whether it needs the totals, too. */
        boolean hasTotals();
    }

    /**
     * Writes the whole document. Nothing is written before the database has answered, so that its failure is still an
     * answer of its own.
     *
     * @return the position that it counts
     * @throws IOException when the client is gone; the query ends with it
     */
    Position write(Writer format, Definition report, Request request, OutputStream out) throws IOException {
        try (Snapshot snapshot = Snapshot.open(database, report, request.filters(), clock);
                Cursor rows = snapshot.data(report, request.choice(), format.hasTotals())) {
            Provenance provenance = Provenance.of(report, request, snapshot.position(), clock.instant());
            format.write(report, request, provenance, rows, out);
            return snapshot.position();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }
}
