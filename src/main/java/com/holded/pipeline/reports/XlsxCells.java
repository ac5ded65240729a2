package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Worksheet;

/**
 * How values stand in the cells of a workbook: numbers and times as such, text as text that is never a formula, also when
 * somebody edits the cell.
 */
final class XlsxCells {
    /** Number format "Text": what is typed into such a cell stays text. */
    private static final String TEXT = "@";

    /** Digits that a spreadsheet's numbers hold; an exact amount with more of them is written as text. */
    private static final int DIGITS = 15;

    /** In points: titles of up to three lines. */
    private static final double HEADER_HEIGHT = 45;

    private static final String ACCENT = "16325C";

    private final Definition report;
    private final Language language;

    XlsxCells(Definition report, Language language) {
        this.report = report;
        this.language = language;
    }

    /** The titles of the columns, and their widths. */
    void header(Worksheet sheet, int row) {
        List<Column> columns = report.columns();
        sheet.rowHeight(row, HEADER_HEIGHT);
        for (int index = 0; index < columns.size(); index++) {
            sheet.inlineString(row, index, language.header(report, columns.get(index)));
            sheet.width(index, width(columns.get(index)));
            sheet.style(row, index)
                    .bold()
                    .fontColor("FFFFFF")
                    .fillColor(ACCENT)
                    .wrapText(true)
                    .verticalAlignment("center")
                    .horizontalAlignment(columns.get(index).kind() == Column.Kind.TEXT ? "left" : "center")
                    .set();
        }
    }

    /** One row; an absent value leaves its cell empty. */
    void write(Worksheet sheet, int row, Map<Column, Object> values) {
        List<Column> columns = report.columns();
        for (int index = 0; index < columns.size(); index++) {
            Object value = values.get(columns.get(index));
            if (value != null) {
                cell(sheet, row, index, columns.get(index), value);
            }
        }
    }

    private void cell(Worksheet sheet, int row, int index, Column column, Object value) {
        switch (column.kind()) {
            case TEXT -> text(sheet, row, index, (String) value);
            case COUNT -> sheet.value(row, index, (Long) value);
            case AMOUNT, MEAN, SHARE, CHANGE, SCORE, TREND, SECONDS -> {
                BigDecimal number = column.exported((BigDecimal) value);
                if (number.precision() > DIGITS) {
                    text(sheet, row, index, number.toPlainString().replace('.', language.decimalSign()));
                    return;
                }
                sheet.value(row, index, number);
            }
            case DAY -> sheet.value(row, index, (LocalDate) value);
            case INSTANT ->
                sheet.value(row, index, ((Instant) value).atZone(CsvFormat.ZONE).toLocalDateTime());
        }
        if (column.kind() != Column.Kind.TEXT) {
            sheet.style(row, index).format(format(column)).set();
        }
    }

    /** A text, whatever it looks like. */
    static void text(Worksheet sheet, int row, int column, String value) {
        sheet.inlineString(row, column, value);
        sheet.style(row, column).format(TEXT).set();
    }

    private String format(Column column) {
        return switch (column.kind()) {
            case TEXT -> TEXT;
            case COUNT -> "#,##0";
            case AMOUNT, MEAN -> "#,##0.00";
            case SHARE -> "0.0%";
            case CHANGE -> "+0.0%;-0.0%;0.0%";
            case SCORE -> "0.00";
            case TREND -> "+0.00;-0.00;0.00";
            case SECONDS -> "#,##0.000";
            case DAY -> language == Language.ES ? "dd/mm/yyyy" : "d mmm yyyy";
            case INSTANT -> language == Language.ES ? "dd/mm/yyyy hh:mm:ss" : "d mmm yyyy hh:mm:ss";
        };
    }

    private static double width(Column column) {
        return switch (column.kind()) {
            case TEXT ->
                switch (column.name()) {
                    case "event_type", "message" -> 60;
                    case "company_id", "item" -> 28;
                    case "currency", "run_id", "week" -> 11;
                    default -> 18;
                };
            case AMOUNT, MEAN -> 18;
            case INSTANT -> 21;
            case COUNT, SHARE, CHANGE, SCORE, TREND, SECONDS, DAY -> 15;
        };
    }
}
