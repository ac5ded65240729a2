package com.holded.pipeline.local.generator;

import com.holded.pipeline.local.ServiceClient;
import com.holded.pipeline.local.ServiceOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./holded send}. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Post a file of events to the service, one package a line.",
        footer = {
            "",
            "A package whose answer is lost is sent again; the service counts its messages once.",
            "Exit code 1 when any package was not answered with a result."
        })
public final class SendCommand implements Callable<Integer> {
    private static final int MOST_CONNECTIONS = 64;

    @Parameters(paramLabel = "FILE", description = "NDJSON: an event or an array of events a line.")
    private @Nullable Path file;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "4",
            description = "Packages in flight at most (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--package",
            paramLabel = "N",
            defaultValue = "0",
            description = "Regroup into packages of N events; as they stand in the file unless given.")
    private int packageSize;

    @Spec
    private @Nullable CommandSpec spec;

    /** Exit code: 0 when every package was answered, 1 when not or when the file cannot be read. */
    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter errors = command.commandLine().getErr();
        Path events = Objects.requireNonNull(file);
        ServiceClient client = service.client();
        check(command, client.address());
        EventSender sender = new EventSender(client.address(), client.key(), connections, RetryPolicy.DEFAULT);
        SendResult result;
        try (Progress progress = Progress.of("sending", " packages", packages(events), errors)) {
            result = sender.send(events, packageSize, answer -> progress.step(1));
        } catch (IOException e) {
            errors.println("Cannot read " + events + ": " + Reasons.of(e));
            return 1;
        }
        summarise(result, command.commandLine().getOut());
        result.problems().forEach(problem -> errors.println("not sent: " + problem));
        if (result.packages() == 0 && !result.complete()) {
            errors.println("Is the service running? ./holded up starts it; --url names another one.");
        }
        return result.complete() ? 0 : 1;
    }

    private void check(CommandSpec command, URI url) {
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new ParameterException(
                    command.commandLine(), "--connections must be 1 to " + MOST_CONNECTIONS + ", not " + connections);
        }
        if (packageSize < 0) {
            throw new ParameterException(command.commandLine(), "--package must be at least 1, not " + packageSize);
        }
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new ParameterException(
                    command.commandLine(), "--url must begin with http:// or https://, not " + url);
        }
    }

    /** Packages that will be sent; counted beforehand, since a file is read much faster than it is sent. */
    private long packages(Path events) throws IOException {
        long count = 0;
        try (PackageFile lines = new PackageFile(events, EventSender.AS_THEY_STAND)) {
            for (Optional<PackageFile.Payload> line = lines.next(); line.isPresent(); line = lines.next()) {
                count += packageSize == EventSender.AS_THEY_STAND
                        ? 1
                        : line.get().events();
            }
        }
        return packageSize == EventSender.AS_THEY_STAND ? count : (count + packageSize - 1) / packageSize;
    }

    private static void summarise(SendResult result, PrintWriter terminal) {
        terminal.printf(
                Locale.ROOT,
                "%,d events sent in %,d packages, %.1f s, %,d events/s%n",
                result.sent(),
                result.packages(),
                result.elapsed().toMillis() / 1000.0,
                result.eventsPerSecond());
        terminal.printf(Locale.ROOT, "  accepted %,10d%n", result.accepted());
        terminal.printf(Locale.ROOT, "  rejected %,10d%n", result.rejected());
        result.rejectedByReason()
                .forEach((reason, count) -> terminal.printf(Locale.ROOT, "    %-20s %,8d%n", reason, count));
        if (result.retries() > 0) {
            terminal.printf(Locale.ROOT, "  retries  %,10d%n", result.retries());
        }
        if (result.resentUnsure() > 0) {
            terminal.printf(
                    Locale.ROOT,
                    "  %,d events were sent again because it was unknown whether they had arrived%n",
                    result.resentUnsure());
        }
        if (result.failed() > 0) {
            terminal.printf(Locale.ROOT, "  failed   %,10d%n", result.failed());
        }
        terminal.flush();
    }
}
