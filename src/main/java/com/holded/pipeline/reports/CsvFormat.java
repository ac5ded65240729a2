package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessDay;
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

    /** A value other than an instant, as the database writes it, as a cell. */
    String cell(Column column, String value) {
        return switch (column.kind()) {
            case TEXT -> text(value);
            case AMOUNT, MEAN, SHARE, CHANGE, SCORE, TREND, SECONDS ->
                column.exported(value).replace('.', decimalSign);
            case COUNT, DAY, INSTANT -> value;
        };
    }

    /** An instant as a cell. */
    static String time(Instant value) {
        return INSTANTS.format(value);
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
