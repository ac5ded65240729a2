package com.holded.pipeline.local.generator;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service answered to one package.
 *
 * @param packageId id that the service gave to the package
 * @param results one for each event, in the order in which they were sent
 */
public record PackageAnswer(String packageId, List<Result> results) {
    private static final String UNNAMED = "(no reason given)";

    public PackageAnswer {
        results = List.copyOf(results);
    }

    /**
     * One event.
     *
     * @param eventId id that the service gave to it
     * @param accepted whether it will be counted
     * @param reasons why not; empty when it will
     */
    public record Result(String eventId, boolean accepted, List<String> reasons) {
        public Result {
            reasons = List.copyOf(reasons);
        }

        /** The reason to count it under. */
        String firstReason() {
            return reasons.isEmpty() ? UNNAMED : reasons.get(0);
        }
    }

    /**
     * Reads a body.
     *
     * @throws IllegalArgumentException when it does not account for exactly {@code events} events
     */
    static PackageAnswer parse(String body, int events) {
        try {
            JsonNode root = JsonMapper.shared().readTree(body);
            List<Result> results = new ArrayList<>();
            for (JsonNode result : root.path("results").values()) {
                results.add(result(result));
            }
            if (results.size() != events || root.path("total_processed").asLong(-1) != events) {
                throw new IllegalArgumentException("the answer accounts for " + results.size() + " of " + events
                        + " events, total_processed is " + root.path("total_processed"));
            }
            return new PackageAnswer(root.path("package_id").asString(""), results);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the answer is not the JSON of a collected package", e);
        }
    }

    private static Result result(JsonNode node) {
        String status = node.path("status").asString("");
        if (!status.equals("accepted") && !status.equals("rejected")) {
            throw new IllegalArgumentException("the answer has an event with the status '" + status + "'");
        }
        List<String> reasons = new ArrayList<>();
        for (JsonNode error : node.path("errors").values()) {
            reasons.add(error.path("reason").asString(UNNAMED));
        }
        return new Result(node.path("event_id").asString(""), status.equals("accepted"), reasons);
    }
}
