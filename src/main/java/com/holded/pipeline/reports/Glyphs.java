package com.holded.pipeline.reports;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Knows which characters the fonts of the printed reports can show. One that none of them has would vanish without a
 * trace, so the replacement character is printed in its place; the CSV has the text as it was sent.
 */
final class Glyphs {
    private static final int REPLACEMENT = 0xFFFD;

    /** The fonts of the set that {@code fonts/fonts.xml} names, in its order. */
    private static final List<Font> FONTS =
            List.of(font("/fonts/Lato-Regular.ttf"), font("/net/sf/jasperreports/fonts/dejavu/DejaVuSans.ttf"));

    private Glyphs() {}

    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().map(Glyphs::printable).forEach(printable::appendCodePoint);
        return printable.toString();
    }

    /** The same for labels of charts, which have the first font alone. */
    static String chartable(String text) {
        StringBuilder chartable = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> FONTS.get(0).canDisplay(character) ? character : '?')
                .forEach(chartable::appendCodePoint);
        return chartable.toString();
    }

    private static int printable(int character) {
        return FONTS.stream().anyMatch(font -> font.canDisplay(character)) ? character : REPLACEMENT;
    }

    private static Font font(String resource) {
        try (InputStream file = Glyphs.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return Font.createFont(Font.TRUETYPE_FONT, file);
        } catch (IOException | FontFormatException broken) {
            throw new IllegalStateException(resource + " cannot be read", broken);
        }
    }
}
