package com.holded.pipeline.reports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** The details of a report as CSV (RFC 4180, UTF-8). */
final class CsvDocument implements DataExport.Writer {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    @Override
    public boolean hasTotals() {
        return false;
    }

    @Override
    public void write(Definition report, Request request, Provenance provenance, Cursor rows, OutputStream out)
            throws IOException {
        Language language = request.language();
        CsvFormat format = new CsvFormat(language);
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        if (request.byteOrderMark()) {
            text.write(BYTE_ORDER_MARK);
        }
        @SuppressWarnings("resource") // Flushed, not closed.
        CsvWriter csv = CsvWriter.builder().fieldSeparator(language.separator()).build(text);
        csv.writeRecord(report.columns().stream()
                .map(column -> language.header(report, column))
                .toList());
        while (rows.next()) {
            if (rows.level() == Level.DETAIL) {
                CsvWriter.CsvWriterRecord record = csv.writeRecord();
                for (Column column : report.columns()) {
                    record.writeField(cell(column, rows, format));
                }
                record.endRecord();
            }
        }
        if (request.footer()) {
            provenance.lines(language).forEach(line -> csv.writeRecord("# " + line));
        }
        csv.flush();
    }

    /** Taken from the database's text, which is mostly the cell already: of millions of cells none becomes a number. */
    private static String cell(Column column, Cursor row, CsvFormat format) {
        Optional<String> cell = column.kind() == Column.Kind.INSTANT
                ? row.value(column).map(value -> CsvFormat.time((Instant) value))
                : row.text(column).map(text -> format.cell(column, text));
        return cell.orElse("");
    }
}
