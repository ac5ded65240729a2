package com.holded.pipeline.reports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Streams the details of a report as CSV (RFC 4180, UTF-8), row by row, in constant memory. */
final class CsvExport {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final DataSource database;

    CsvExport(DataSource database) {
        this.database = database;
    }

    /**
     * Writes the whole file. Nothing is written before the database has answered, so that its failure is still an
     * answer of its own.
     *
     * @throws IOException when the client is gone; the query ends with it
     */
    void write(Definition report, Request request, OutputStream out) throws IOException {
        Language language = request.language();
        CsvFormat format = new CsvFormat(language);
        try (Snapshot snapshot = Snapshot.open(database, request.filters());
                Cursor rows = snapshot.rows(report)) {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            if (request.byteOrderMark()) {
                text.write(BYTE_ORDER_MARK);
            }
            // Flushed, not closed: closing would send the end of a complete answer after a failure, too.
            @SuppressWarnings("resource")
            CsvWriter csv =
                    CsvWriter.builder().fieldSeparator(language.separator()).build(text);
            csv.writeRecord(header(report, language));
            while (rows.next()) {
                if (rows.level() == Level.DETAIL) {
                    csv.writeRecord(cells(report, rows, format));
                }
            }
            csv.flush();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static List<String> header(Definition report, Language language) {
        return report.columns().stream()
                .map(column -> language.text(report.name() + ".csv." + column.name()))
                .toList();
    }

    private static List<String> cells(Definition report, Cursor row, CsvFormat format) {
        List<String> cells = new ArrayList<>(report.columns().size());
        for (Column column : report.columns()) {
            cells.add(row.value(column).map(value -> format.cell(column, value)).orElse(""));
        }
        return cells;
    }
}
