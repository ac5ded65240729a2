package com.holded.pipeline.pipeline;

import com.holded.pipeline.ledger.AuditMirror;
import com.holded.pipeline.platform.Settings;
import com.holded.pipeline.schema.RegistryMirror;
import com.holded.pipeline.storage.ObjectStore;
import javax.sql.DataSource;

/**
 * What a new database takes over from object storage before anything else is done with it: the built-in schema registry,
 * whose ids the raw events name, and the audit of dead letters. The rest is rebuilt from the raw events.
 */
public final class Restoration {
    private Restoration() {}

    /**
     * Takes it over; does nothing to a database that has it. To be done after the migration and before anything registers a
     * schema.
     *
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be asked: try again
     */
    public static void run(Settings.Registry registry, DataSource dataSource, ObjectStore store) {
        if (registry instanceof Settings.Registry.BuiltIn) {
            new RegistryMirror(dataSource, store).open();
        }
        new AuditMirror(dataSource, store).restore();
    }
}
