package com.holded.pipeline.collect;

import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.ProblemException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kinds of body are taken. */
final class ContentTypes {
    /** Value of the Accept-Post header of a 415. */
    static final String ACCEPT_POST = "application/json, application/x-ndjson";

    private static final Pattern TYPE =
            Pattern.compile("application/(?<kind>json|x-ndjson|[a-z0-9!#$&^_.+-]+\\+json)(?<parameters>(\\s*;.*)?)");
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*(\"[^\"]*\"|[^;\\s]*)");
    private static final Pattern UTF8 = Pattern.compile("\"?utf-?8\"?");

    /** How the events stand in a body. */
    enum Form {
        /** One event, or an array of them. */
        JSON,
        /** One event on each line. */
        LINES
    }

    private ContentTypes() {}

    /**
     * The form of a body with this Content-Type; an empty one counts as missing.
     *
     * @throws ProblemException 415 when it is another type, or in another character set than UTF-8
     */
    static Form formOf(String contentType) {
        Matcher type = TYPE.matcher(contentType.strip().toLowerCase(Locale.ROOT));
        if (!type.matches()) {
            throw unsupported(
                    "expected a Content-Type of application/json, application/*+json or application/x-ndjson");
        }
        Matcher charset = CHARSET.matcher(type.group("parameters"));
        while (charset.find()) {
            if (!UTF8.matcher(charset.group(1)).matches()) {
                throw unsupported("expected charset=utf-8, which is also meant when there is none");
            }
        }
        return type.group("kind").equals("x-ndjson") ? Form.LINES : Form.JSON;
    }

    /**
     * Refuses UTF-16 and UTF-32, in which one of the first two bytes of any JSON is zero or part of a byte order mark.
     *
     * @throws ProblemException 415
     */
    static void requireUtf8(byte[] body, int length) {
        if (length < 2) {
            return;
        }
        boolean zero = body[0] == 0 || body[1] == 0;
        boolean mark = (body[0] == (byte) 0xFE && body[1] == (byte) 0xFF)
                || (body[0] == (byte) 0xFF && body[1] == (byte) 0xFE);
        if (zero || mark) {
            throw unsupported("expected a body in UTF-8; this looks like UTF-16 or UTF-32");
        }
    }

    private static ProblemException unsupported(String detail) {
        return new ProblemException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail);
    }
}
