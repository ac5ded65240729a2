package com.holded.pipeline.faults;

import com.holded.pipeline.ledger.Database;
import com.holded.pipeline.platform.Settings;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;

/** What a replica does first: brings the database up to date. Prints {@code begins} before. */
public final class MigrationMain {
    private MigrationMain() {}

    public static void main(String[] arguments) {
        Settings settings = Settings.load(name -> Optional.ofNullable(System.getenv(name)));
        try (HikariDataSource source = Database.open(settings.database())) {
            System.out.println("begins");
            Database.migrate(source);
        }
        System.exit(0);
    }
}
