package com.holded.pipeline.ops;

import com.holded.pipeline.platform.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the settings at start, and ends the process when they are wrong. */
final class StartSettings {
    /** Exit status of a process with a wrong configuration, after sysexits.h. */
    static final int EXIT_STATUS = 78;

    private StartSettings() {}

    /**
     * The settings. When they are wrong there is one line on standard error that names each problem, and the process
     * ends: the server would otherwise stay up without the application, and look alive.
     */
    static Settings loadOrHalt() {
        try {
            return load(ConfigProvider.getConfig());
        } catch (Settings.WrongSettings wrong) {
            complain("holded-pipeline cannot start: " + wrong.getMessage());
            // Not exit: its hooks wait for the deployment, which waits for us.
            Runtime.getRuntime().halt(EXIT_STATUS);
            throw wrong;
        }
    }

    static Settings load(Config config) {
        // Raw, since a password may contain what looks like an expression.
        return Settings.load(
                name -> Optional.ofNullable(config.getConfigValue(name).getRawValue()));
    }

    /** Past System.err, which the server turns into log records. */
    private static void complain(String line) {
        // Not closed: the descriptor is the process's own.
        @SuppressWarnings("resource")
        FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
        try {
            standardError.write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            standardError.flush();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
