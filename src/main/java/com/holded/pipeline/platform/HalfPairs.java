package com.holded.pipeline.platform;

/** Escapes of one half of a surrogate pair without the other in JSON text. */
final class HalfPairs {
    private static final int ESCAPE_BYTES = 6;

    private HalfPairs() {}

    /**
     * The text with each such escape replaced by one of NUL, which takes as many bytes.
     *
     * @return a copy of the array, or an empty one when there is nothing to replace
     */
    static byte[] replace(byte[] text, int start, int end) {
        byte[] copy = new byte[0];
        int position = start;
        while (position + 1 < end) {
            if (text[position] != '\\') {
                position++;
                continue;
            }
            int unit = unit(text, position, end);
            if (unit < 0) {
                position += 2;
                continue;
            }
            boolean pair = Character.isHighSurrogate((char) unit) && isLow(unit(text, position + ESCAPE_BYTES, end));
            if (Character.isSurrogate((char) unit) && !pair) {
                copy = copy.length == 0 ? text.clone() : copy;
                for (int digit = 2; digit < ESCAPE_BYTES; digit++) {
                    copy[position + digit] = '0';
                }
            }
            position += pair ? 2 * ESCAPE_BYTES : ESCAPE_BYTES;
        }
        return copy;
    }

    private static boolean isLow(int unit) {
        return unit >= 0 && Character.isLowSurrogate((char) unit);
    }

    /** UTF-16 unit of the escape at this place, or -1 when there is none. */
    private static int unit(byte[] text, int position, int end) {
        if (position + ESCAPE_BYTES > end || text[position] != '\\' || text[position + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int digit = 2; digit < ESCAPE_BYTES; digit++) {
            int value = Character.digit(text[position + digit], 16);
            if (value < 0) {
                return -1;
            }
            unit = unit * 16 + value;
        }
        return unit;
    }
}
