package com.holded.pipeline.reports;

import java.util.Iterator;
import net.sf.jasperreports.engine.JRDataSource;
import net.sf.jasperreports.engine.JRField;
import org.jspecify.annotations.Nullable;

/** Hands the points of a chart to the template: fields {@code part}, {@code bar} and {@code value}. */
final class ChartSource implements JRDataSource {
    private final Iterator<Chart.Point> points;
    private Chart.Point point = new Chart.Point(Chart.Key.bar(0, ""), Chart.Key.bar(0, ""), 0L);

    ChartSource(Chart chart) {
        this.points = chart.points().iterator();
    }

    @Override
    public boolean next() {
        if (!points.hasNext()) {
            return false;
        }
        point = points.next();
        return true;
    }

    @Override
    public @Nullable Object getFieldValue(JRField field) {
        return switch (field.getName()) {
            case "part" -> point.part();
            case "bar" -> point.bar();
            // Nothing is drawn for an absent part; one of length zero would leave its seam.
            case "value" -> point.value().signum() == 0 ? null : point.value();
            default -> throw new IllegalArgumentException("A chart has no field " + field.getName());
        };
    }
}
