package com.holded.pipeline.local;

import java.time.Duration;

/** What a start or a stop tells about its steps. */
public interface Progress {
    /** Tells nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void begins(String step) {}

        @Override
        public void ends(String step, String result, Duration took) {}

        @Override
        public void fails(String step) {}
    };

    /** A step begins, after the former one ended. */
    void begins(String step);

    /** The step is done. */
    void ends(String step, String result, Duration took);

    /** The step failed; the reason follows as an exception. */
    void fails(String step);
}
