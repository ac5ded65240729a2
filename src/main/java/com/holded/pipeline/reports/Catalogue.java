package com.holded.pipeline.reports;

import com.holded.pipeline.security.Caller;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The list of reports, for people and programs that want to know what there is. */
final class Catalogue {
    /** All reports there are. */
    static final List<Definition> ALL = List.of(
            new CompanyAnalytics(), new EventTypeSummary(), new DataQuality(), new DailyActivity(), new JobRuns());

    private Catalogue() {}

    /** The report of this name. */
    static Optional<Definition> report(String name) {
        return ALL.stream().filter(report -> report.name().equals(name)).findFirst();
    }

    /** {@code {"reports":[{"name","titles","formats","columns","parameters"}],"parameters":[{"name","description"}]}}. */
    static String json(Caller caller) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("reports");
            ALL.stream()
                    .filter(report -> report.isOfCompanies() || caller.company().isEmpty())
                    .forEach(report -> write(json, report));
            json.writeEndArray();
            json.writeArrayPropertyStart("parameters");
            for (Parameter parameter : Parameter.values()) {
                json.writeStartObject();
                json.writeStringProperty("name", parameter.code());
                json.writeStringProperty("description", parameter.description());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Definition report) {
        json.writeStartObject();
        json.writeStringProperty("name", report.name());
        json.writeObjectPropertyStart("titles");
        for (Language language : Language.values()) {
            json.writeStringProperty(language.code(), language.text(report.name() + ".title"));
        }
        json.writeEndObject();
        write(json, "formats", Arrays.asList(Format.values()), Format::extension);
        write(json, "columns", report.columns(), Column::name);
        write(
                json,
                "parameters",
                Arrays.stream(Parameter.values())
                        .filter(report.parameters()::contains)
                        .toList(),
                Parameter::code);
        json.writeEndObject();
    }

    private static <T> void write(JsonGenerator json, String name, List<T> values, Function<T, String> text) {
        json.writeArrayPropertyStart(name);
        values.forEach(value -> json.writeString(text.apply(value)));
        json.writeEndArray();
    }
}
