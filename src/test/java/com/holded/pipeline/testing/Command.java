package com.holded.pipeline.testing;

import java.io.IOException;

/** A program of the system, run to its end. */
public final class Command {
    private Command() {}

    /** Runs it; its exit code, which is not 0 when there is no such program either. */
    public static int run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException missing) {
            return -1;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
