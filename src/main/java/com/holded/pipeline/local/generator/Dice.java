package com.holded.pipeline.local.generator;

import java.util.List;

/**
 * The one source of chance. SplitMix64, written out, and StrictMath: a seed means the same file on every JDK and
 * machine, which the random generators of the JDK promise only in part. Not thread-safe.
 */
final class Dice {
    /** 2^64 divided by the golden ratio, the increment that SplitMix64 is defined with. */
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private static final double UNIT = 0x1.0p-53;

    private long state;

    Dice(long seed) {
        this.state = seed;
    }

    /** 64 random bits. */
    long bits() {
        state += GOLDEN_GAMMA;
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, 1). */
    double unit() {
        return (bits() >>> 11) * UNIT;
    }

    /** Uniform in [0, bound); {@code bound} is small against 2^53, so the bias is too small to measure. */
    int below(int bound) {
        return (int) (unit() * bound);
    }

    /** Uniform in [from, to]. */
    int between(int from, int to) {
        return from + below(to - from + 1);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Log-normal with the given median; {@code sigma} is the deviation of the logarithm. */
    double logNormal(double median, double sigma) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        double gaussian = radius * StrictMath.cos(2 * StrictMath.PI * unit());
        return median * StrictMath.exp(sigma * gaussian);
    }

    /** {@code digits} lower-case hexadecimal digits. */
    String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        while (text.length() < digits) {
            text.append(String.format("%016x", bits()));
        }
        return text.substring(0, digits);
    }
}
