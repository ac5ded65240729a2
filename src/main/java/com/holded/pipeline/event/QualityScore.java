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

    /** What is left of a dimension, 0.00 to 1.00: 1 less what its issues lost of it, whatever the dimension weighs. */
    public BigDecimal part(QualityDimension dimension) {
        int left = 100;
        for (QualityIssue issue : issues) {
            left -= issue.dimension() == dimension ? issue.lossPercent() : 0;
        }
        return BigDecimal.valueOf(left, 2);
    }

    /** The parts of the score by the names of their dimensions, in order. */
    public Json.Obj partsJson() {
        JsonBuilder parts = new JsonBuilder();
        for (QualityDimension dimension : QualityDimension.values()) {
            parts.number(dimension.label(), part(dimension).toPlainString());
        }
        return parts.build();
    }

    /** The codes of the issues. */
    public Json.Arr issuesJson() {
        return new Json.Arr(
                issues.stream().<Json>map(issue -> new Json.Text(issue.name())).toList());
    }
}
