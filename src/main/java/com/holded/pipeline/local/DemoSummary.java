package com.holded.pipeline.local;

import com.holded.pipeline.local.generator.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What became of the events of a demo. */
record DemoSummary(
        SendResult sent, JobRun processed, Map<String, Long> contextsBefore, Map<String, Long> contextsAfter) {
    private static final String ROW = "  %-22s %,12d";
    private static final String ROW_WITH_TOTAL = "  %-22s %,12d %,12d";

    DemoSummary {
        contextsBefore = Map.copyOf(contextsBefore);
        contextsAfter = Map.copyOf(contextsAfter);
    }

    /** Whether every accepted event was counted or recognised, and every rejected one stands in the dead letter. */
    boolean isAccountedFor() {
        return processed.loaded() + processed.duplicates() + processed.conflicts() + processed.deadLetters()
                        == sent.sent()
                && processed.deadLetters() >= sent.rejected();
    }

    /** The table for the terminal, line by line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "  %-22s %12s %12s", "", "this run", "in total"));
        lines.add(String.format(Locale.ROOT, ROW, "sent", sent.sent()));
        lines.add(String.format(Locale.ROOT, ROW, "  accepted", sent.accepted()));
        lines.add(String.format(Locale.ROOT, ROW, "  rejected", sent.rejected()));
        lines.add(String.format(Locale.ROOT, ROW, "duplicates", processed.duplicates()));
        lines.add(String.format(Locale.ROOT, ROW, "conflicts", processed.conflicts()));
        lines.add(String.format(Locale.ROOT, ROW, "dead letters", processed.deadLetters()));
        lines.add(String.format(
                Locale.ROOT,
                ROW_WITH_TOTAL,
                "loaded",
                processed.loaded(),
                contextsAfter.values().stream().mapToLong(Long::longValue).sum()));
        for (String context : new TreeSet<>(contextsAfter.keySet())) {
            long after = contextsAfter.getOrDefault(context, 0L);
            lines.add(String.format(
                    Locale.ROOT,
                    ROW_WITH_TOTAL,
                    "  " + context,
                    after - contextsBefore.getOrDefault(context, 0L),
                    after));
        }
        lines.add("");
        lines.add(
                isAccountedFor()
                        ? "  ✔ Every event is accounted for: sent = loaded + duplicates + conflicts + dead letters."
                        : "  ✘ Events are not accounted for: sent differs from loaded + duplicates + conflicts + dead"
                                + " letters. Did others send at the same time?");
        return lines;
    }
}
