package com.holded.pipeline.local;

/** Why a command cannot go on: one line for the person at the terminal, which names the way out. */
public final class LocalProblem extends RuntimeException {
    public LocalProblem(String message) {
        super(message);
    }

    public LocalProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** The line to show. */
    public String line() {
        return String.valueOf(getMessage());
    }
}
