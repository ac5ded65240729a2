package com.holded.pipeline.local.generator;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Values drawn in proportion to their weights; weights are positive and need not add up to 1. */
final class Weighted<T> {
    private final List<T> values;
    private final double[] cumulative;

    Weighted(List<T> values, ToDoubleFunction<T> weight) {
        this.values = List.copyOf(values);
        this.cumulative = new double[values.size()];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += weight.applyAsDouble(values.get(i));
            cumulative[i] = sum;
        }
    }

    T draw(Dice dice) {
        double at = dice.unit() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return values.get(found >= 0 ? found + 1 : -found - 1);
    }
}
