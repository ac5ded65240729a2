package com.holded.pipeline.ops;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.event.JsonBuilder;
import com.holded.pipeline.ledger.Conservation;
import com.holded.pipeline.ledger.HourBalance;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.security.Caller;
import com.holded.pipeline.security.RequiresRole;
import com.holded.pipeline.security.Role;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/** Whether each event that was received is somewhere: by hour, what came in and where it is now. */
@Path("/ops/ledger")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@RequiresRole(value = Role.ANALYST, keepsToCompany = true)
public class LedgerResource {
    private final Conservation conservation;
    private final Clock clock;

    @Inject
    LedgerResource(DataSource dataSource, Clock clock) {
        this.conservation = new Conservation(dataSource);
        this.clock = clock;
    }

    /**
     * Hours that are not empty, oldest first, and their sum. Of one company, which is a bound caller's own, received is
     * what the rows say, and there is neither residual nor segments.
     *
     * @param from a UTC day or a time; default: a day before the end
     * @param to the same, the day included and the time excluded; default: now
     */
    @GET
    public String balance(
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("company") @DefaultValue("") String company,
            @Context HttpServletRequest request) {
        HourSpan span = HourSpan.parse(from, to, clock.instant());
        Caller caller = Caller.of(request);
        String asked = caller.company().filter(own -> company.isEmpty()).orElse(company);
        if (asked.indexOf('\0') >= 0) {
            throw ProblemException.badParameter("company", "expected text without NUL");
        }
        boolean whole = asked.isEmpty();
        List<HourBalance> hours = whole
                ? conservation.hours(span.from(), span.to())
                // To a bound caller another company is one that has sent nothing.
                : caller.maySee(asked) ? conservation.hours(span.from(), span.to(), asked) : List.of();
        HourBalance total = hours.stream().reduce(HourBalance.none(span.from()), HourBalance::plus);
        return JsonText.write(new JsonBuilder()
                .text("from", span.from())
                .text("to", span.to())
                .textUnlessEmpty("company", asked)
                .member("total", figures(new JsonBuilder(), total, whole))
                .member(
                        "hours",
                        new Json.Arr(hours.stream()
                                .<Json>map(hour -> figures(new JsonBuilder().text("hour", hour.hour()), hour, whole))
                                .toList()))
                .build());
    }

    private static Json.Obj figures(JsonBuilder answer, HourBalance balance, boolean whole) {
        answer.number("received", balance.received())
                .number("loaded", balance.loaded())
                .number("duplicates", balance.duplicates())
                .number("conflicts", balance.conflicts())
                .number("dead_letters", balance.deadLetters())
                .number("replayed", balance.replayed());
        if (whole) {
            HourBalance.SegmentStates segments = balance.segments();
            answer.number("residual", balance.residual())
                    .member("balanced", new Json.Bool(balance.balanced()))
                    .member(
                            "segments",
                            new JsonBuilder()
                                    .number("loaded", segments.loaded())
                                    .number("in_flight", segments.inFlight())
                                    .number("in_flight_bytes", segments.inFlightBytes())
                                    .number("quarantined", segments.quarantined())
                                    .build());
        }
        return answer.build();
    }
}
