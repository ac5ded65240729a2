/**
 * Who calls and what they may do: API keys, roles, and the check of the mode that the service runs in.
 */
@NullMarked
package com.holded.pipeline.security;

import org.jspecify.annotations.NullMarked;
