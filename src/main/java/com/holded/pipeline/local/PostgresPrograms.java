package com.holded.pipeline.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs PostgreSQL's own programs, {@code initdb} and {@code pg_ctl}, also for root. */
final class PostgresPrograms {
    /** Longer than any program is told to wait. */
    private static final long LONGEST_SECONDS = 360;

    private final Path log;

    /**
     * The programs of this machine.
     *
     * @param log the server's log; what programs write is kept beside it while they run
     */
    PostgresPrograms(Path log) {
        this.log = log;
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody in particular. */
    private static List<String> withoutRoot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        List<String> prefix = List.of("unshare", "-U");
        try {
            List<String> command = new ArrayList<>(prefix);
            command.add("true");
            Process tried = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (tried.waitFor() == 0) {
                return prefix;
            }
        } catch (IOException missing) {
            // Told below, as a refusal is.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new LocalProblem("PostgreSQL does not run as root, and this system allows no user namespace (unshare -U)."
                + " Start ./holded as another user, or set POSTGRES_HOST, POSTGRES_USER and POSTGRES_PASSWORD");
    }

    /**
     * Runs one to its end.
     *
     * @throws IOException with what it wrote, when it fails
     */
    void run(String program, String... arguments) throws IOException {
        List<String> whole = new ArrayList<>(withoutRoot());
        whole.add(PostgresBinaries.folder().resolve("bin").resolve(program).toString());
        whole.addAll(List.of(arguments));
        Path output = Files.createTempFile(Folders.makeFor(log), "postgres-", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(whole).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            // Into a file: the server inherits it, and a pipe would stay open as long as the server runs.
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(Files.readString(output).strip());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
