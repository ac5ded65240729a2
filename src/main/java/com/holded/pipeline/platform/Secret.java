package com.holded.pipeline.platform;

import java.io.Serializable;

/** A credential that never shows itself in a log line. */
public record Secret(String reveal) implements Serializable {
    @Override
    public String toString() {
        return "***";
    }
}
