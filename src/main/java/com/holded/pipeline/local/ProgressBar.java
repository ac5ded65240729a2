package com.holded.pipeline.local;

import java.io.Console;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Shows an execution that goes on: on a terminal as one line that changes, elsewhere as a line for each change. */
final class ProgressBar implements Consumer<JobRun> {
    private static final int WIDTH = 24;
    /** Back to the begin of the line, and nothing behind what is written. */
    private static final String BEGIN = "\r";

    private static final String CLEAR = "\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;

    /** On the terminal if there is one. */
    static ProgressBar on(PrintWriter out) {
        return new ProgressBar(out, isTerminal());
    }

    @SuppressWarnings("SystemConsoleNull") // Up to JDK 21; later ones have a console always, and say what it is.
    private static boolean isTerminal() {
        Console console = System.console();
        try {
            return console != null
                    && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException upTo21) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    ProgressBar(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(JobRun run) {
        if (terminal) {
            out.print(BEGIN + (run.isEnded() ? "" : bar(run) + run.progress()) + CLEAR);
        } else if (!run.isEnded()) {
            out.println(run.progress());
        }
        out.flush();
    }

    private static String bar(JobRun run) {
        int done = WIDTH * run.percent() / 100;
        return "[" + "#".repeat(done) + "-".repeat(WIDTH - done) + "] ";
    }
}
