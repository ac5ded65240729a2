package com.holded.pipeline.reports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
                csv.writeRecord(cells(report, rows, format));
            }
        }
        if (request.footer()) {
            provenance.lines(language).forEach(line -> csv.writeRecord("# " + line));
        }
        csv.flush();
    }

    private static List<String> cells(Definition report, Cursor row, CsvFormat format) {
        List<String> cells = new ArrayList<>(report.columns().size());
        for (Column column : report.columns()) {
            cells.add(row.value(column).map(value -> format.cell(column, value)).orElse(""));
        }
        return cells;
    }
}
