package com.holded.pipeline.deadletter;

import com.holded.pipeline.event.Json;
import com.holded.pipeline.platform.ErrorCode;
import com.holded.pipeline.platform.JsonText;
import com.holded.pipeline.platform.ProblemException;
import com.holded.pipeline.platform.SmallBody;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The bodies of commands on dead letters, checked. */
final class Bodies {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int LONGEST_REASON = 500;

    private Bodies() {}

    /**
     * The text of a JSON Merge Patch; empty when there is no body.
     *
     * @throws ProblemException when it is no JSON object that could be kept: every event is an object
     */
    static Optional<String> patch(InputStream body) {
        String text = SmallBody.text(body, MOST_BYTES);
        if (text.isBlank()) {
            return Optional.empty();
        }
        object(text);
        return Optional.of(text);
    }

    /**
     * Why a dead letter is discarded: {@code {"reason": "…"}}.
     *
     * @throws ProblemException BAD_PARAMETER when it is missing, blank or too long
     */
    static String reason(InputStream body) {
        Map<String, Json> members = object(SmallBody.text(body, MOST_BYTES)).members();
        String reason = Optional.ofNullable(members.get("reason"))
                .flatMap(Json::asText)
                .map(String::strip)
                .orElse("");
        if (reason.isEmpty() || reason.length() > LONGEST_REASON || members.size() > 1) {
            throw ProblemException.badParameter(
                    "reason", "expected an object with a reason of 1 to " + LONGEST_REASON + " characters and no more");
        }
        return reason;
    }

    private static Json.Obj object(String text) {
        return JsonText.embedded(text)
                .flatMap(Json::asObject)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MALFORMED_JSON, "expected a JSON object, nested no deeper than 16"));
    }
}
