package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows each step as a line that begins with the step and ends with a tick. */
final class TerminalProgress implements Progress {
    private static final String LINE = "  %-15s ";

    private final PrintWriter out;

    TerminalProgress(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void begins(String step) {
        out.printf(Locale.ROOT, LINE + "… ", step);
        out.flush();
    }

    @Override
    public void ends(String step, String result, Duration took) {
        out.printf(Locale.ROOT, "✔ %s (%.1f s)%n", result, took.toMillis() / 1_000.0);
        out.flush();
    }

    @Override
    public void fails(String step) {
        out.println("✘");
        out.flush();
    }
}
