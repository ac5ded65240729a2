package com.holded.pipeline.testing;

import com.holded.pipeline.local.LocalPlatform;
import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole product, running: one for all integration tests of a JVM, started for the first that asks for it and
 * ended after the last. Tests share its data, so each sends events of a company of its own. The job runs only when a
 * test starts it.
 *
 * <p>Use: {@code @ExtendWith(RunningPlatform.Shared.class)} and a parameter of this type.
 */
public final class RunningPlatform implements AutoCloseable {
    private final Path data = dataDirectory();
    private final LocalPlatform platform;

    private RunningPlatform() {
        this.platform = LocalPlatform.start(LocalPlatform.Options.forTests(data).with(Setting.JOB_SCHEDULE, "PT0S"));
        // The server answers before all its parts are there; reports are the last of them.
        platform.awaitReports();
    }

    /** Address of the service, without a slash at its end. */
    public URI service() {
        return platform.service();
    }

    /** API key of the administrator. */
    public String adminKey() {
        return platform.adminKey().reveal();
    }

    /** The platform itself, for tests that look behind the service; they leave every part running. */
    public LocalPlatform platform() {
        return platform;
    }

    /** What the service has logged. */
    public Path log() {
        return data.resolve("logs").resolve("payara.log");
    }

    @Override
    public void close() {
        platform.close();
    }

    /** Below target/, so that the logs of a failed build are found. */
    private static Path dataDirectory() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "it")), "platform-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Gives tests the one running platform. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == RunningPlatform.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            // Of the session, which lasts as long as the JVM: with several of them each class is a run by itself.
            return test.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(RunningPlatform.class, key -> new RunningPlatform(), RunningPlatform.class);
        }
    }
}
