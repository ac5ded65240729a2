/**
 * Object storage: the S3 client, the layout of keys, and the format of raw segments. The S3 SDK appears here only.
 */
@NullMarked
package com.holded.pipeline.storage;

import org.jspecify.annotations.NullMarked;
