package com.holded.pipeline.faults;

import com.holded.pipeline.testing.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The version after the one that is tested: the same code, and one more migration. It does what a migration may do: it
 * widens every table, and adds a table and an index. It takes the tables in another order than a load does.
 */
final class NextVersion {
    private static final String NUMBER = "9000";
    private static final String MIGRATION =
            """
            DO $$
            DECLARE name text;
            BEGIN
                FOR name IN SELECT tablename FROM pg_tables
                            WHERE schemaname = current_schema() AND tablename <> 'flyway_schema_history'
                            ORDER BY tablename LOOP
                    EXECUTE format('ALTER TABLE %I ADD COLUMN next_note text,'
                        ' ADD COLUMN next_count bigint NOT NULL DEFAULT 7', name);
                END LOOP;
            END $$;
            CREATE TABLE next_things (thing_id bigint PRIMARY KEY, event_id uuid NOT NULL);
            CREATE INDEX business_events_next ON business_events (next_count) WHERE next_note IS NOT NULL;
            """;

    private final Path classes;

    /** @param folder where its migration is to stand */
    NextVersion(Path folder) {
        this.classes = folder.resolve("next-version");
        try {
            Path migrations = Files.createDirectories(classes.resolve("db").resolve("migration"));
            Files.writeString(migrations.resolve("V" + NUMBER + "__next.sql"), MIGRATION);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A process of this version. */
    ChildJvm.Start of(ChildJvm.Start start) {
        return start.enlarged(classes);
    }

    /** Whether the tables are those of this version. */
    static boolean hasMigrated(Sql sql) {
        return sql.rows("SELECT success FROM flyway_schema_history WHERE version = '" + NUMBER + "'")
                .equals(List.of("t"));
    }
}
