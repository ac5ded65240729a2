package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** How values are written into a CSV file of one language: for machines first, so without thousand separators. */
final class CsvFormat {
    /** Business days and printed times are those of this zone. */
    static final ZoneId ZONE = ZoneId.of("Europe/Madrid");

    private static final DateTimeFormatter INSTANTS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZONE);
    private static final String FORMULA_SIGNS = "=+-@\t\r＝＋－＠";
    private static final int CENTS = 2;
    private static final int MEAN_SCALE = 4;
    private static final int SHARE_SCALE = 6;
    private static final int SCORE_SCALE = 4;

    private final char decimalSign;

    CsvFormat(Language language) {
        this.decimalSign = language.decimalSign();
    }

    /** A value of {@link Column#read} as a cell. */
    String cell(Column column, Object value) {
        return switch (column.kind()) {
            case TEXT -> text((String) value);
            case COUNT -> Long.toString((Long) value);
            case AMOUNT -> exact((BigDecimal) value);
            case MEAN -> rounded((BigDecimal) value, MEAN_SCALE);
            case SHARE -> rounded((BigDecimal) value, SHARE_SCALE);
            case SCORE -> rounded((BigDecimal) value, SCORE_SCALE);
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

    /** Every digit there is, with two decimals or more. */
    private String exact(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return plain(stripped.scale() < CENTS ? stripped.setScale(CENTS) : stripped);
    }

    private String rounded(BigDecimal value, int scale) {
        return plain(value.setScale(scale, RoundingMode.HALF_UP));
    }

    private String plain(BigDecimal value) {
        return value.toPlainString().replace('.', decimalSign);
    }
}
