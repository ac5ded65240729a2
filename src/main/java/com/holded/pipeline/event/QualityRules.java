package com.holded.pipeline.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scores events: 1 minus, for each dimension, its weight times what its issues lost of it. Immutable.
 *
 * <p>The thresholds are those of {@link QualityIssue}; the weights are configuration and add up to 100.
 */
public final class QualityRules {
    private static final Duration PROMPT = Duration.ofMinutes(5);
    private static final Duration SAME_HOUR = Duration.ofHours(1);
    private static final Duration SAME_DAY = Duration.ofDays(1);
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
    private static final BigDecimal HUGE = BigDecimal.valueOf(1_000_000);
    /** UUID, ULID (26 characters of Crockford's base 32), or 24-hex object id. */
    private static final Pattern STRONG_ID = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{24}", Pattern.CASE_INSENSITIVE);

    private final Map<QualityDimension, Integer> weights;

    private QualityRules(Map<QualityDimension, Integer> weights) {
        this.weights = new EnumMap<>(weights);
    }

    /**
     * Reads weights such as {@code completeness=30,timeliness=20,plausibility=25,identity=25}.
     *
     * @throws IllegalArgumentException when a dimension is missing or unknown, or the sum is not 100
     */
    public static QualityRules ofWeights(String text) {
        Map<QualityDimension, Integer> weights = new EnumMap<>(QualityDimension.class);
        for (String part : text.split(",", -1)) {
            String[] pair = part.strip().split("=", -1);
            if (pair.length != 2 || !pair[1].matches("\\d{1,3}")) {
                throw new IllegalArgumentException("'" + part + "' is no weight such as identity=25");
            }
            weights.put(dimension(pair[0]), Integer.valueOf(pair[1]));
        }
        int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        if (weights.size() != QualityDimension.values().length || sum != 100) {
            throw new IllegalArgumentException("weights of all four dimensions must add up to 100, not " + sum);
        }
        return new QualityRules(weights);
    }

    private static QualityDimension dimension(String name) {
        return Arrays.stream(QualityDimension.values())
                .filter(dimension -> dimension.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no quality dimension"));
    }

    /** The weights in their text form, dimensions in order: equal rules have equal text. */
    public String weights() {
        List<String> parts = new ArrayList<>();
        weights.forEach((dimension, weight) -> parts.add(dimension.label() + "=" + weight));
        return String.join(",", parts);
    }

    /** Everything that a score depends on beside the event: rules that score alike have equal text. */
    String definition() {
        StringBuilder text = new StringBuilder(weights()).append('\n');
        for (QualityIssue issue : QualityIssue.values()) {
            text.append(issue.name())
                    .append(' ')
                    .append(issue.dimension().label())
                    .append(' ')
                    .append(issue.lossPercent())
                    .append('\n');
        }
        List.of(PROMPT, SAME_HOUR, SAME_DAY, CLOCK_TOLERANCE, HUGE, STRONG_ID)
                .forEach(limit -> text.append(limit).append('\n'));
        return text.toString();
    }

    /** The score of an event that was received at this time. */
    public QualityScore score(BusinessEvent event, Instant receivedAt) {
        List<QualityIssue> issues = new ArrayList<>(4);
        completeness(event, issues);
        times(event, receivedAt, issues);
        amount(event, issues);
        identity(event, issues);
        int lost = 0;
        for (QualityIssue issue : issues) {
            lost += weights.getOrDefault(issue.dimension(), 0) * issue.lossPercent();
        }
        issues.sort(null);
        return new QualityScore(
                BigDecimal.ONE.subtract(BigDecimal.valueOf(lost, 4)).setScale(2, RoundingMode.HALF_UP), issues);
    }

    private static void completeness(BusinessEvent event, List<QualityIssue> issues) {
        if (event.platform().isEmpty()) {
            issues.add(QualityIssue.NO_PLATFORM);
        }
        if (event.trackedDevice().isEmpty()) {
            issues.add(QualityIssue.NO_DEVICE);
        }
        if (event.data().isEmpty()) {
            issues.add(QualityIssue.NO_DATA);
        }
    }

    private static void times(BusinessEvent event, Instant receivedAt, List<QualityIssue> issues) {
        Duration lag = Duration.between(event.occurredAt(), receivedAt);
        if (lag.compareTo(CLOCK_TOLERANCE.negated()) < 0) {
            issues.add(QualityIssue.FUTURE_TIME);
        } else if (lag.compareTo(SAME_DAY) > 0) {
            issues.add(QualityIssue.LATE_DAYS);
        } else if (lag.compareTo(SAME_HOUR) > 0) {
            issues.add(QualityIssue.LATE_HOURS);
        } else if (lag.compareTo(PROMPT) > 0) {
            issues.add(QualityIssue.LATE_MINUTES);
        }
    }

    private static void amount(BusinessEvent event, List<QualityIssue> issues) {
        event.amount().ifPresent(amount -> {
            if (amount.signum() == 0) {
                issues.add(QualityIssue.ZERO_AMOUNT);
            } else if (amount.abs().compareTo(HUGE) >= 0) {
                issues.add(QualityIssue.HUGE_AMOUNT);
            }
        });
    }

    private static void identity(BusinessEvent event, List<QualityIssue> issues) {
        Optional<String> messageId = event.messageId();
        if (messageId.isEmpty()) {
            issues.add(QualityIssue.NO_MESSAGE_ID);
        } else if (!STRONG_ID.matcher(messageId.get()).matches()) {
            issues.add(QualityIssue.WEAK_MESSAGE_ID);
        }
        if (event.userId().isEmpty()) {
            issues.add(QualityIssue.NO_USER);
        }
    }
}
