package com.holded.pipeline.event;

/** What companies, users and messages are named by: UUIDs, ULIDs, 24-hex object ids and names such as company_003. */
public final class Identifiers {
    /** For whom sent something else. */
    public static final String FORM = "1 to 128 characters of [A-Za-z0-9._:~@-]";

    private static final int LONGEST = 128;

    private Identifiers() {}

    /** Whether a text is {@value #FORM}. By hand, since every event has several. */
    public static boolean is(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "._:~@-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
