package com.holded.pipeline.reports;

import com.holded.pipeline.event.BusinessContext;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chart of a printed report: bars of one or more parts, or a line for each part. */
record Chart(String title, List<Point> points) {

    /** Length of one part of one bar. Points come in the order in which bars and parts are drawn. */
    record Point(Key part, Key bar, BigDecimal value) {
        Point(Key part, Key bar, long value) {
            this(part, bar, BigDecimal.valueOf(value));
        }
    }

    /**
     * Names a bar or a part. Equal by its order alone, so that two bars with the same label stay two.
     *
     * @param label what is printed; may be empty
     * @param rgb colour of a part
     */
    record Key(int order, String label, int rgb) implements Comparable<Key>, Serializable {
        @Override
        public int compareTo(Key other) {
            return Integer.compare(order, other.order);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.order == order;
        }

        @Override
        public int hashCode() {
            return order;
        }

        /** The charting library prints a key by this. */
        @Override
        public String toString() {
            return label;
        }

        static Key part(BusinessContext context, Language language) {
            return new Key(
                    BusinessContext.labels().indexOf(context.label()),
                    language.text("context." + context.label()),
                    Palette.rgb(context));
        }

        static Key bar(int order, String label) {
            return new Key(order, label, 0);
        }
    }

    Chart {
        points = List.copyOf(points);
    }
}
