package com.holded.pipeline.reports;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * A report as one JSON document: what it was made from, its columns, its details as objects by column, then its totals.
 * Numbers have the digits of the CSV, times the offset of Madrid.
 */
final class JsonDocument implements DataExport.Writer {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private static final DateTimeFormatter TIMES = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(CsvFormat.ZONE);

    @Override
    public boolean hasTotals() {
        return true;
    }

    @Override
    public void write(Definition report, Request request, Provenance provenance, Cursor rows, OutputStream out)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            head(json, report, request.language(), provenance);
            json.writeArrayPropertyStart("rows");
            List<Map<Column, Object>> totals = new ArrayList<>();
            long count = 0;
            while (rows.next()) {
                switch (rows.level()) {
                    case DETAIL -> {
                        row(json, report, rows.values(report));
                        count++;
                    }
                    case TOTAL, TOTAL_DETAIL -> totals.add(rows.values(report));
                    case GROUP -> {
                        // Can be made from the details.
                    }
                }
            }
            json.writeEndArray();
            json.writeNumberProperty("row_count", count);
            json.writeArrayPropertyStart("totals");
            totals.forEach(total -> row(json, report, total));
            json.writeEndArray();
            json.writeEndObject();
        } catch (JacksonIOException failure) {
            throw failure.getCause();
        } catch (JacksonException failure) {
            throw new UncheckedIOException(new IOException(failure));
        }
    }

    private static void head(JsonGenerator json, Definition report, Language language, Provenance provenance) {
        json.writeStringProperty("report", report.name());
        json.writeStringProperty("title", language.text(report.name() + ".title"));
        json.writeStringProperty("generated_at", provenance.generatedAt().toString());
        json.writeStringProperty("position", provenance.position().code());
        json.writeObjectPropertyStart("parameters");
        provenance.parameters().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("columns");
        for (Column column : report.columns()) {
            json.writeStartObject();
            json.writeStringProperty("name", column.name());
            json.writeStringProperty("title", language.header(report, column));
            json.writeStringProperty("kind", column.kind().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void row(JsonGenerator json, Definition report, Map<Column, Object> values) {
        json.writeStartObject();
        for (Column column : report.columns()) {
            json.writeName(column.name());
            Optional<Object> value = Optional.ofNullable(values.get(column));
            if (value.isEmpty()) {
                json.writeNull();
            } else if (value.get() instanceof Long count) {
                json.writeNumber(count);
            } else if (value.get() instanceof BigDecimal number) {
                json.writeNumber(column.exported(number));
            } else if (value.get() instanceof Instant instant) {
                json.writeString(TIMES.format(instant));
            } else {
                json.writeString(value.get().toString());
            }
        }
        json.writeEndObject();
    }
}
