/** Fixtures of the tests: real servers as child processes, fakes, builders. */
@NullMarked
package com.holded.pipeline.testing;

import org.jspecify.annotations.NullMarked;
