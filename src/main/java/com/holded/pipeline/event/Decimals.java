package com.holded.pipeline.event;

import java.util.regex.Pattern;

/** Limits of decimal literals, checked on the text so that no arithmetic ever meets a hostile number. */
public final class Decimals {
    /** Most significant digits of a number. */
    public static final int MOST_DIGITS = 38;
    /** Greatest absolute exponent of a number. */
    public static final int GREATEST_EXPONENT = 308;

    private static final Pattern DECIMAL_TEXT = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");

    private Decimals() {}

    /** Whether a string is a plain decimal such as {@code -12.50}: no exponent, no sign but minus, no space. */
    static boolean isDecimalText(String text) {
        return DECIMAL_TEXT.matcher(text).matches();
    }

    /** Whether a number literal has neither fraction nor exponent. */
    static boolean isWhole(String literal) {
        return literal.chars().allMatch(character -> character == '-' || (character >= '0' && character <= '9'));
    }

    /**
     * Whether a number literal has at most {@value #MOST_DIGITS} digits (leading zeros aside) and an exponent of at most
     * {@value #GREATEST_EXPONENT} either way. Linear in the literal, without arithmetic on it.
     */
    public static boolean inRange(String literal) {
        return inRange(literal, MOST_DIGITS, GREATEST_EXPONENT);
    }

    /** The same with tighter limits. */
    public static boolean inRange(String literal, int mostDigits, int greatestExponent) {
        int digits = 0;
        int position = 0;
        for (; position < literal.length(); position++) {
            char character = literal.charAt(position);
            if (character == 'e' || character == 'E') {
                break;
            }
            if (character >= '0' && character <= '9' && (digits > 0 || character != '0') && ++digits > mostDigits) {
                return false;
            }
        }
        return position == literal.length() || exponentInRange(literal.substring(position + 1), greatestExponent);
    }

    private static boolean exponentInRange(String exponent, int greatest) {
        String magnitude = exponent.replaceFirst("^[+-]?0*", "");
        return magnitude.length() <= 3 && (magnitude.isEmpty() || Integer.parseInt(magnitude) <= greatest);
    }
}
