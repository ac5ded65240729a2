package com.holded.pipeline.reports;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.PaperSize;
import org.dhatim.fastexcel.Position;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A report as an Excel workbook: sheets of details with a frozen, filtered header, as many as the rows need, and a last
 * sheet with the totals and what the report was made from.
 */
final class XlsxDocument implements DataExport.Writer {
    /** Application version as Excel reads it; ours says nothing to it. */
    private static final String VERSION = "1.0";

    private static final int ROWS_IN_MEMORY = 1_000;
    private static final int LONGEST_SHEET_NAME = 28;

    private final int mostRows;

    XlsxDocument() {
        this(Worksheet.MAX_ROWS);
    }

    /** @param mostRows of a sheet, its header included */
    XlsxDocument(int mostRows) {
        this.mostRows = mostRows;
    }

    @Override
    public boolean hasTotals() {
        return true;
    }

    @Override
    public void write(Definition report, Request request, Provenance provenance, Cursor rows, OutputStream out)
            throws IOException {
        Language language = request.language();
        String title = language.text(report.name() + ".title");
        // Closing writes the end, which must not be sent after a failure: so it is finished by hand.
        Workbook book = new Workbook(new Unclosed(out), "Holded", VERSION);
        book.properties().setTitle(title).setManager("Holded event pipeline");
        XlsxCells cells = new XlsxCells(report, language);
        List<Map<Column, Object>> totals = new ArrayList<>();
        int sheets = 1;
        Worksheet sheet = begin(book, name(title, sheets), cells, provenance, language);
        int row = 1;
        while (rows.next()) {
            Level level = rows.level();
            if (level == Level.TOTAL || level == Level.TOTAL_DETAIL) {
                totals.add(rows.values(report));
            }
            if (level != Level.DETAIL) {
                continue;
            }
            if (row == mostRows) {
                end(sheet, row, report);
                sheet = begin(book, name(title, ++sheets), cells, provenance, language);
                row = 1;
            }
            cells.write(sheet, row++, rows.values(report));
            if (row % ROWS_IN_MEMORY == 0) {
                sheet.flush();
            }
        }
        end(sheet, row, report);
        about(book, cells, totals, provenance, language);
        book.finish();
    }

    private static Worksheet begin(
            Workbook book, String name, XlsxCells cells, Provenance provenance, Language language) {
        Worksheet sheet = book.newWorksheet(name);
        sheet.freezePane(1, 1);
        sheet.repeatRows(0);
        sheet.paperSize(PaperSize.A4_PAPER);
        sheet.pageOrientation("landscape");
        sheet.fitToWidth((short) 1);
        sheet.fitToHeight((short) 0);
        // Of bounded length, which Excel asks for; the parameters stand on the last sheet.
        sheet.footer(
                provenance.report() + "  ·  " + provenance.time(language) + "  ·  " + provenance.place(language),
                Position.LEFT,
                7);
        cells.header(sheet, 0);
        return sheet;
    }

    private static void end(Worksheet sheet, int rows, Definition report) throws IOException {
        sheet.setAutoFilter(0, 0, rows - 1, report.columns().size() - 1);
        sheet.finish();
    }

    private static void about(
            Workbook book, XlsxCells cells, List<Map<Column, Object>> totals, Provenance provenance, Language language)
            throws IOException {
        Worksheet sheet = book.newWorksheet(language.text("sheet.about"));
        sheet.paperSize(PaperSize.A4_PAPER);
        sheet.pageOrientation("landscape");
        sheet.fitToWidth((short) 1);
        sheet.fitToHeight((short) 0);
        int row = 0;
        cells.header(sheet, row++);
        for (Map<Column, Object> total : totals) {
            cells.write(sheet, row++, total);
        }
        row++;
        for (String line : provenance.lines(language)) {
            XlsxCells.text(sheet, row++, 0, line);
        }
        sheet.finish();
    }

    private static String name(String title, int number) {
        String name = title.replaceAll("[\\\\/*?:\\[\\]]", " ");
        String brief = name.length() > LONGEST_SHEET_NAME ? name.substring(0, LONGEST_SHEET_NAME) : name;
        return number == 1 ? brief : brief + " " + number;
    }

    /** Passes everything on but the end. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
