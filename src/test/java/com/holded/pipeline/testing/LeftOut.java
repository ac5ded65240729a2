package com.holded.pipeline.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For tests that need more of a machine than others do. Where it does not give that they fail, unless a system property
 * says {@code left-out}: what was not tested should not look green.
 */
public final class LeftOut {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);

    private LeftOut() {}

    /**
     * Ends the test, aloud, when it is to be left out.
     *
     * @param property that may say so
     * @param untested what is not tested then
     */
    public static void ifAsked(String property, String untested) {
        if (System.getProperty(property, "").equals("left-out")) {
            String told = "left out by -D" + property + ": " + untested + " is NOT tested here";
            LOG.error(told);
            abort(told);
        }
    }

    /** What to say when the machine does not give what is needed. */
    public static String hint(String property, String needed) {
        return needed + "; -D" + property + "=left-out leaves out what needs it";
    }
}
