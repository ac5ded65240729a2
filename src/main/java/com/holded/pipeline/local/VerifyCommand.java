package com.holded.pipeline.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts everything again and tells what differs. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Counts the analytics again, from the rows and from the raw events, and prints what differs.",
            "It only reads, may run beside a busy service, and asks the servers that MINIO_ENDPOINT and POSTGRES_HOST"
                    + " name, or else the running platform. Exit code 0 without differences, 1 otherwise."
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Option(
            names = "--from-rows",
            description = "Rollup, views and ledger against the rows. Without this and --from-raw, both are done.")
    private boolean fromRows;

    @Option(
            names = "--from-raw",
            description = "Rows and ledger against the raw events in object storage, by a second program that shares no"
                    + " code with the pipeline.")
    private boolean fromRaw;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result here.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        boolean both = fromRows == fromRaw;
        Verification verification =
                Verification.of(ReachedParts.of(data.folder(), System.getenv()), both || fromRows, both || fromRaw);
        PrintWriter out = spec.commandLine().getOut();
        verification.lines().forEach(out::println);
        out.flush();
        if (json != null) {
            Files.writeString(json, verification.json() + "\n");
        }
        return verification.differences() == 0 ? 0 : 1;
    }
}
