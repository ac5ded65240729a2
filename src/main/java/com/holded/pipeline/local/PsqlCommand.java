package com.holded.pipeline.local;

import com.holded.pipeline.platform.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Opens the database of the running platform. */
@Command(
        name = "psql",
        mixinStandardHelpOptions = true,
        description = "Opens the platform's database with psql; what follows -- goes to psql.",
        footer = {"", "Example: ./holded psql -- -c 'SELECT count(*) FROM business_events'"})
final class PsqlCommand implements Callable<Integer> {
    @Mixin
    private PlatformOptions.DataFolder data = new PlatformOptions.DataFolder();

    @Parameters(paramLabel = "ARGUMENT", description = "Arguments of psql.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        RunningPlatform running = RunningPlatform.on(data.folder())
                .orElseThrow(() ->
                        new LocalProblem("No platform runs on " + data.folder() + ". Start one with ./holded up"));
        String address = running.database();
        int colon = address.lastIndexOf(':');
        int slash = address.indexOf('/', colon);
        Map<String, String> environment = System.getenv();
        boolean external =
                !environment.getOrDefault(Setting.POSTGRES_HOST.name(), "").isBlank();
        String user = external
                ? environment.getOrDefault(Setting.POSTGRES_USER.name(), PostgresServer.USER)
                : PostgresServer.USER;
        String password = external
                ? environment.getOrDefault(Setting.POSTGRES_PASSWORD.name(), "")
                : Credentials.keptIn(data.folder()).postgresPassword().reveal();
        List<String> command = new ArrayList<>(List.of("psql"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", address.substring(0, colon),
                        "PGPORT", address.substring(colon + 1, slash),
                        "PGDATABASE", address.substring(slash + 1),
                        "PGUSER", user,
                        "PGPASSWORD", password));
        try {
            Process psql = builder.start();
            // Ctrl-C is for psql, which cancels a query with it: we stay until psql has ended.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> psql.onExit().join(), "await-psql"));
            return psql.waitFor();
        } catch (IOException missing) {
            throw new LocalProblem(
                    "There is no psql on the PATH. Install PostgreSQL's client, or connect with postgresql://" + user
                            + ":" + password + "@" + address,
                    missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
