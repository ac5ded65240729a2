package com.holded.pipeline.reports;

import com.holded.pipeline.platform.ProblemException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a report that is made later, as if it were made when it was asked for. */
final class RunParameters {
    private RunParameters() {}

    /**
     * The format that is asked for.
     *
     * @param values of the parameter {@code format}; null when it is absent
     * @throws ProblemException BAD_PARAMETER when it is absent or none
     */
    static Format format(@Nullable List<String> values) {
        return Optional.ofNullable(values)
                .filter(all -> all.size() == 1)
                .flatMap(all -> Format.of(all.get(0)))
                .orElseThrow(() -> ProblemException.badParameter(
                        "format", "is none of " + String.join(", ", Format.extensions())));
    }

    /** What decides the document, as query parameters; a period that is counted from today has become days. */
    static Map<String, String> of(Definition report, Request request, Clock clock) {
        Map<String, String> parameters =
                new LinkedHashMap<>(Provenance.of(report, request, new Position(""), clock.instant())
                        .parameters());
        if (request.byteOrderMark()) {
            parameters.put(Parameter.BOM.code(), "true");
        }
        if (request.footer()) {
            parameters.put(Parameter.FOOTER.code(), "true");
        }
        return parameters;
    }
}
