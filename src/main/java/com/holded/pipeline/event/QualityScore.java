package com.holded.pipeline.event;

import java.math.BigDecimal;
import java.util.List;

/**
 * How good an event is as data.
 *
 * @param value 0.00 to 1.00, two decimals
 * @param issues a code for each fraction that was lost, in the order of {@link QualityIssue}
 */
public record QualityScore(BigDecimal value, List<QualityIssue> issues) {
    public QualityScore {
        issues = List.copyOf(issues);
    }
}
