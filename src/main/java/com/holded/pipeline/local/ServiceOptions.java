package com.holded.pipeline.local;

import com.holded.pipeline.platform.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that talk to a service: the local platform's, or any other. */
public final class ServiceOptions {
    private static final URI DEFAULT = URI.create("http://127.0.0.1:8000");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the service (or HOLDED_URL; default: the local platform).")
    private @Nullable URI url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "API key (or HOLDED_KEY; default: the local platform's admin key).")
    private @Nullable String key;

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    /** A client of the service that the options name. */
    public ServiceClient client() {
        Optional<URI> named =
                Optional.ofNullable(url).or(() -> environment("HOLDED_URL").map(URI::create));
        Optional<Secret> shown =
                Optional.ofNullable(key).or(() -> environment("HOLDED_KEY")).map(Secret::new);
        Path folder = data.folder();
        URI address = named.or(() -> RunningPlatform.on(folder).map(RunningPlatform::service))
                .orElse(DEFAULT);
        // The local admin key goes to no other host: it may be anybody's.
        Optional<Secret> secret =
                shown.or(() -> isLoopback(address) ? Credentials.adminKeyIn(folder) : Optional.empty());
        return new ServiceClient(address, secret);
    }

    Path dataFolder() {
        return data.folder();
    }

    private static boolean isLoopback(URI address) {
        String host = Optional.ofNullable(address.getHost()).orElse("");
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
