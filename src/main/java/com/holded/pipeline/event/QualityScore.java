package com.holded.pipeline.event;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * How good an event is as data.
 *
 * @param value 0.00 to 1.00, two decimals
 * @param issues a code for each fraction that was lost, in the order of {@link QualityIssue}
 */
public record QualityScore(BigDecimal value, List<QualityIssue> issues) implements Serializable {
    public QualityScore {
        issues = List.copyOf(issues);
    }

    /** The codes of the issues. */
    public Json.Arr issuesJson() {
        return new Json.Arr(
                issues.stream().<Json>map(issue -> new Json.Text(issue.name())).toList());
    }
}
