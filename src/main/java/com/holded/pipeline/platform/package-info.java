/**
 * What every feature needs and no feature owns: error codes and problem+json, settings, clock, JSON text. Knows
 * no feature.
 */
@NullMarked
package com.holded.pipeline.platform;

import org.jspecify.annotations.NullMarked;
