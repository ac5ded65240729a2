package com.holded.pipeline.collect;

import com.holded.pipeline.storage.Keys;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The days that have segments, newest first, found by listing the folders of years, months and days alone: at most three
 * listings to the first day, and then one for each month and year that is entered. Not thread-safe.
 */
final class DayFolders {
    private static final Pattern YEAR_OR_MONTH =
            Pattern.compile(Pattern.quote(Keys.RAW) + "[0-9]{4}/((0[1-9]|1[0-2])/)?");

    private final EventLog.Objects objects;
    private final RequestBudget budget;
    private final String newest;
    private final Deque<String> folders = new ArrayDeque<>();

    /** @param newest no day after this one is asked for */
    DayFolders(EventLog.Objects objects, RequestBudget budget, LocalDate newest) {
        this.objects = objects;
        this.budget = budget;
        this.newest = Keys.rawDay(newest);
        folders.push(Keys.RAW);
    }

    /**
     * The next older day; empty when there is none.
     *
     * @throws RequestBudget.Spent when it would take one more listing than there may be; asking again is no use
     */
    Optional<LocalDate> next() {
        while (!folders.isEmpty()) {
            String folder = folders.pop();
            Optional<LocalDate> day = Keys.dayOf(folder);
            if (day.isPresent()) {
                return day;
            }
            if (folder.equals(Keys.RAW) || YEAR_OR_MONTH.matcher(folder).matches()) {
                budget.takeList();
                objects.folders(folder).stream()
                        .filter(inner -> inner.compareTo(newest) <= 0)
                        .sorted(Comparator.naturalOrder())
                        .forEach(folders::push);
            }
        }
        return Optional.empty();
    }
}
