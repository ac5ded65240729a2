/**
 * Benchmarks behind {@code ./holded bench}: a load generator in this process against the real service in its own, and
 * yardsticks in the same run. Figures of one run compare with each other; those of two runs do not.
 */
@NullMarked
package com.holded.pipeline.local.bench;

import org.jspecify.annotations.NullMarked;
