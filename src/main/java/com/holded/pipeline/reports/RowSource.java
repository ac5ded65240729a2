package com.holded.pipeline.reports;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sf.jasperreports.engine.JRDataSource;
import net.sf.jasperreports.engine.JRField;
import org.jspecify.annotations.Nullable;

/**
 * Hands the rows of a report to its template. Fields are the columns by name, {@code level}, {@code lines}, and the two
 * parts of an event type, {@code event_type.name} and {@code event_type.origin}.
 */
final class RowSource implements JRDataSource {
    private final Cursor rows;
    private final Map<String, Column> columns;
    private final Printed printed;

    RowSource(Definition report, Cursor rows, Language language) {
        this.rows = rows;
        this.printed = new Printed(language);
        this.columns = report.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    }

    @Override
    public boolean next() {
        return rows.next();
    }

    /** Null is what the template engine calls an absent value. */
    @Override
    public @Nullable Object getFieldValue(JRField field) {
        return switch (field.getName()) {
            case "level" -> rows.level().name();
            case "lines" -> rows.lines();
            case "event_type.name" ->
                value("event_type")
                        .map(type -> EventTypeName.of((String) type).name())
                        .orElse(null);
            case "event_type.origin" ->
                value("event_type")
                        .map(type -> EventTypeName.of((String) type).origin())
                        .filter(origin -> !origin.isEmpty())
                        .orElse(null);
            default -> value(field.getName()).orElse(null);
        };
    }

    private Optional<Object> value(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("The template asks for " + name + ", which the report does not have");
        }
        return rows.value(column).map(value -> shown(column.kind(), value));
    }

    /** Numbers stay numbers, of which the template knows the pattern; what needs more than a pattern becomes text. */
    private Object shown(Column.Kind kind, Object value) {
        return switch (kind) {
            case TEXT -> Glyphs.printable((String) value);
            case CHANGE -> printed.change((BigDecimal) value);
            case TREND -> printed.signed((BigDecimal) value, 2);
            case SECONDS -> printed.duration((BigDecimal) value);
            case DAY ->
                Date.from(((LocalDate) value).atStartOfDay(CsvFormat.ZONE).toInstant());
            case INSTANT -> Date.from((Instant) value);
            case COUNT, AMOUNT, MEAN, SHARE, SCORE -> value;
        };
    }
}
