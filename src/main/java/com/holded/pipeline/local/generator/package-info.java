/**
 * Realistic events and the truth about them: {@code ./holded generate} writes a file of packages, and with it the
 * exact result that the product has to reach; {@code ./holded send} posts such a file. The truth is known, not
 * computed: no class here calls the product's normaliser, its rules or its reports, so that the comparison of the
 * two means something. Called by the command line, the demo and the end-to-end test.
 */
@NullMarked
package com.holded.pipeline.local.generator;

import org.jspecify.annotations.NullMarked;
