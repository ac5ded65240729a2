package com.holded.pipeline.reports;

import com.holded.pipeline.event.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Tells whether a report would come out as before. The tag is read before the report is made, in a moment of its own: so
 * it may be older than what is sent with it, which costs the next asker one answer more, and is never newer. Thread-safe.
 */
final class Freshness {
    private static final int TAG_DIGITS = 24;

    private final DataSource database;
    private final Clock clock;
    private final Map<String, String> layouts = new ConcurrentHashMap<>();

    Freshness(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The tag of a document, without quotes: made of the loads that it counts, of all that was asked for, and of this
     * version of the template.
     *
     * @throws com.holded.pipeline.platform.ProblemException when the database fails
     */
    String tag(Definition report, Format format, Request request) {
        try (Connection connection = database.getConnection()) {
            LocalDate today = LocalDate.now(clock.withZone(CsvFormat.ZONE));
            Days days = request.filters().days();
            // A period that has not ended counts days up to today.
            LocalDate until = days.hasTo() && days.to().isBefore(today) ? days.to() : today;
            List<Object> parts = List.of(
                    Position.read(connection), report.freshness(connection), format, request, until, layout(report));
            return Sha256.hex(Sha256.of(parts.toString().getBytes(StandardCharsets.UTF_8)))
                    .substring(0, TAG_DIGITS);
        } catch (SQLException failure) {
            throw DatabaseFailure.problem(failure);
        }
    }

    /** Each build compiles the templates anew, and reports by an older one are not the same. */
    private String layout(Definition report) {
        return layouts.computeIfAbsent(report.name(), name -> {
            try (InputStream compiled = Freshness.class.getResourceAsStream("/reports/" + name + ".jasper")) {
                return compiled == null ? "" : Sha256.hex(Sha256.of(compiled.readAllBytes()));
            } catch (IOException broken) {
                throw new IllegalStateException("The template of " + name + " cannot be read", broken);
            }
        });
    }
}
