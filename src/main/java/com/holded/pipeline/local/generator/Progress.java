package com.holded.pipeline.local.generator;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** How far a command is: a bar on a terminal that can show one, a line at every tenth elsewhere. Thread-safe. */
abstract class Progress implements AutoCloseable {
    /**
     * Progress towards {@code total}.
     *
     * @param task what is being done, one or two words
     * @param unit what is counted
     * @param lines where lines go when there is no terminal
     */
    static Progress of(String task, String unit, long total, PrintWriter lines) {
        return Ansi.AUTO.enabled() ? new Bar(task, unit, total) : new Lines(task, total, lines);
    }

    abstract void step(long count);

    @Override
    public abstract void close();

    private static final class Bar extends Progress {
        private static final int REFRESH_MILLIS = 200;

        private final ProgressBar bar;

        Bar(String task, String unit, long total) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(unit, 1)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .build();
        }

        @Override
        void step(long count) {
            bar.stepBy(count);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private static final class Lines extends Progress {
        private static final int STEPS = 10;

        private final String task;
        private final long total;
        private final PrintWriter lines;
        private long done;
        private long shown;

        Lines(String task, long total, PrintWriter lines) {
            this.task = task;
            this.total = Math.max(1, total);
            this.lines = lines;
        }

        @Override
        synchronized void step(long count) {
            done += count;
            long reached = done * STEPS / total;
            if (reached > shown) {
                shown = reached;
                lines.println(task + ": " + reached * 100 / STEPS + " %");
                lines.flush();
            }
        }

        @Override
        public void close() {
            lines.flush();
        }
    }
}
