package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessDay;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** How values are written into a CSV file of one language: for machines first, so without thousand separators. */
final class CsvFormat {
    /** Business days and printed times are those of this zone. */
    static final ZoneId ZONE = BusinessDay.ZONE;

    private static final DateTimeFormatter INSTANTS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);
    private static final String FORMULA_SIGNS = "=+-@\t\r＝＋－＠";

    private final char decimalSign;

    CsvFormat(Language language) {
        this.decimalSign = language.decimalSign();
    }

    /** A value of {@link Column#read} as a cell. */
    String cell(Column column, Object value) {
        return switch (column.kind()) {
            case TEXT -> text((String) value);
            case COUNT, DAY -> value.toString();
            case AMOUNT, MEAN, SHARE, CHANGE, SCORE, TREND, SECONDS ->
                column.exported((BigDecimal) value).toPlainString().replace('.', decimalSign);
            case INSTANT -> INSTANTS.format((Instant) value);
        };
    }

    /**
     * A text that no spreadsheet takes for a formula: one that starts like one, after blanks and quotes, gets an
     * apostrophe in front.
     */
    static String text(String value) {
        int start = 0;
        while (start < value.length() && isIgnored(value.charAt(start))) {
            start++;
        }
        boolean formula = start < value.length() && FORMULA_SIGNS.indexOf(value.charAt(start)) >= 0;
        boolean control = !value.isEmpty() && FORMULA_SIGNS.indexOf(value.charAt(0)) >= 0;
        return formula || control ? "'" + value : value;
    }

    private static boolean isIgnored(char character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || character == '"'
                || character == '\''
                || character == '\uFEFF';
    }
}
