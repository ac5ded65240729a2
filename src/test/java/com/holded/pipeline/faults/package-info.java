/**
 * What must hold when parts break: real children that are killed, a proxy that breaks connections, a history of what was
 * promised, and one checker that every test asks. {@code docs/faults.md} says which test holds which row and invariant.
 *
 * <p>The tests are tagged: {@code faults-short} runs in every build, {@code faults} with {@code -Pfaults}.
 */
package com.holded.pipeline.faults;
