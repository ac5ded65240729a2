package com.holded.pipeline.local;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts the platform and stays until it is told to end. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts PostgreSQL, object storage and the service on this machine; Ctrl-C ends them.",
            "Data are kept between starts. With MINIO_ENDPOINT or POSTGRES_HOST set, that server is used instead.",
            "HOLDED_JAVA_OPTIONS replaces the JVM options of the service (default -XX:+UseParallelGC)."
        })
final class UpCommand implements Callable<Integer> {
    @Mixin
    private PlatformOptions platform = new PlatformOptions();

    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return run(LocalPlatform.prepare(platform.options(data.folder(), out)), out, running -> stay(running, out));
    }

    /** Starts a platform, does something with it, and ends it, also when this process is told to end meanwhile. */
    static int run(LocalPlatform platform, PrintWriter out, ToIntFunction<LocalPlatform> use) {
        Thread ending = new Thread(
                () -> {
                    out.println();
                    platform.close();
                },
                "end-platform");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            platform.start();
            platform.awaitReports();
            describe(platform, out);
            return use.applyAsInt(platform);
        } finally {
            platform.close();
            if (!endingAlready(ending)) {
                out.flush();
            }
        }
    }

    /** Waits for the end: until a part dies that should not (exit code 1), or this process is told to end. */
    static int stay(LocalPlatform platform, PrintWriter out) {
        out.println("Ctrl-C ends it.");
        out.flush();
        String lost = platform.partLost().join();
        if (platform.isClosed()) {
            return 0;
        }
        throw new LocalProblem("Ended unexpectedly: " + lost + ". Ending the rest; start again with ./holded up");
    }

    private static boolean endingAlready(Thread ending) {
        try {
            return !Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }

    private static void describe(LocalPlatform platform, PrintWriter out) {
        out.println();
        out.println("  Service         " + platform.service() + "/");
        out.println("  Documentation   " + platform.service() + "/docs");
        out.println("  Admin key       " + platform.adminKey().reveal());
        platform.s3().ifPresent(server -> {
            out.println("  Object storage  " + server.endpoint());
            out.println("    access key    "
                    + platform.settings().storage().accessKey().reveal());
            out.println("    secret key    "
                    + platform.settings().storage().secretKey().reveal());
        });
        platform.postgres().ifPresent(server -> {
            out.println("  PostgreSQL      127.0.0.1:" + server.port() + "/"
                    + platform.settings().database().name() + " (or: ./holded psql)");
            out.println("    user          " + platform.settings().database().user());
            out.println("    password      "
                    + platform.settings().database().password().reveal());
        });
        out.println();
        out.flush();
    }
}
