package com.holded.pipeline.schema;

import java.util.Optional;

/** Compatibility and mode, of all subjects and of each. An empty name stands for all. */
final class RegistryConfig {
    private final SchemaStore store;

    RegistryConfig(SchemaStore store) {
        this.store = store;
    }

    /**
     * The configuration of a subject.
     *
     * @param inScope whether the global one answers when the subject has none
     * @throws RegistryException COMPATIBILITY_NOT_CONFIGURED
     */
    SubjectConfig config(String name, boolean inScope) {
        String subject = SubjectName.of(name);
        return store.read(connection -> {
            ConfigTable table = new ConfigTable(connection);
            return inScope
                    ? table.configInScope(subject)
                    : table.config(subject)
                            .orElseThrow(() -> new RegistryException(
                                    RegistryError.COMPATIBILITY_NOT_CONFIGURED,
                                    "Subject '" + subject + "' does not have subject-level compatibility configured"));
        });
    }

    /**
     * Sets what is set in it.
     *
     * @throws RegistryException INVALID_SUBJECT, OPERATION_NOT_PERMITTED
     */
    void setConfig(String name, SubjectConfig config) {
        String subject = writable(name);
        store.change(connection -> {
            ConfigTable table = new ConfigTable(connection);
            requireWritable(table.modeInScope(subject), subject);
            table.setConfig(subject, config);
            return config;
        });
    }

    /**
     * Takes the configuration of a subject away; what it was.
     *
     * @throws RegistryException SUBJECT_NOT_FOUND when it has none, OPERATION_NOT_PERMITTED
     */
    SubjectConfig removeConfig(String name) {
        String subject = SubjectName.of(name);
        return store.change(connection -> {
            ConfigTable table = new ConfigTable(connection);
            SubjectConfig removed = table.config(subject).orElseThrow(() -> RegistryException.subjectNotFound(name));
            requireWritable(table.modeInScope(subject), subject);
            table.removeConfig(subject);
            return removed;
        });
    }

    /**
     * The mode of a subject.
     *
     * @param inScope whether the global one answers when the subject has none
     * @throws RegistryException MODE_NOT_CONFIGURED
     */
    Mode mode(String name, boolean inScope) {
        String subject = SubjectName.of(name);
        return store.read(connection -> {
            ConfigTable table = new ConfigTable(connection);
            Optional<Mode> mode = inScope ? Optional.of(table.modeInScope(subject)) : table.mode(subject);
            return mode.orElseThrow(() -> new RegistryException(
                    RegistryError.MODE_NOT_CONFIGURED,
                    "Subject '" + subject + "' does not have subject-level mode configured"));
        });
    }

    /**
     * Sets the mode.
     *
     * @param force whether to import beside what is registered
     * @throws RegistryException INVALID_SUBJECT, OPERATION_NOT_PERMITTED
     */
    void setMode(String name, Mode mode, boolean force) {
        String subject = writable(name);
        store.change(connection -> {
            ConfigTable table = new ConfigTable(connection);
            if (mode == Mode.IMPORT && table.modeInScope(subject) != Mode.IMPORT && !force) {
                VersionTable versions = new VersionTable(connection);
                boolean taken = subject.equals(ConfigTable.GLOBAL)
                        ? !versions.subjects("", Deleted.HIDDEN, new Page(0, 1)).isEmpty()
                        : versions.hasSubject(subject, Deleted.HIDDEN);
                if (taken) {
                    throw new RegistryException(
                            RegistryError.OPERATION_NOT_PERMITTED, "Cannot import since found existing subjects");
                }
            }
            table.setMode(subject, mode);
            return mode;
        });
    }

    /**
     * Takes the mode of a subject away; what it was.
     *
     * @throws RegistryException SUBJECT_NOT_FOUND when it has none
     */
    Mode removeMode(String name) {
        String subject = SubjectName.of(name);
        return store.change(connection -> {
            ConfigTable table = new ConfigTable(connection);
            Mode removed = table.mode(subject).orElseThrow(() -> RegistryException.subjectNotFound(name));
            table.removeMode(subject);
            return removed;
        });
    }

    /** Refuses a change where the mode is READONLY. */
    static void requireWritable(Mode mode, String subject) {
        if (mode == Mode.READONLY) {
            throw RegistryException.notPermitted(subject, "is in read-only mode");
        }
    }

    private static String writable(String name) {
        return SubjectName.of(name).isEmpty() ? ConfigTable.GLOBAL : SubjectName.valid(name);
    }
}
