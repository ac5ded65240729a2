package com.holded.pipeline.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Configuration and mode of subjects, through one connection. The subject {@link #GLOBAL} stands for all. */
final class ConfigTable {
    static final String GLOBAL = "";

    private final Queries queries;

    ConfigTable(Connection connection) {
        this.queries = new Queries(connection);
    }

    /** What is set for this subject itself; the global configuration is always set. */
    Optional<SubjectConfig> config(String subject) throws SQLException {
        Optional<SubjectConfig> own = queries.first(
                "SELECT compatibility, normalize FROM subject_config WHERE subject = ?", ConfigTable::config, subject);
        return subject.equals(GLOBAL)
                ? Optional.of(own.map(set -> set.over(SubjectConfig.DEFAULT)).orElse(SubjectConfig.DEFAULT))
                : own;
    }

    /** What holds for this subject. */
    SubjectConfig configInScope(String subject) throws SQLException {
        SubjectConfig global = config(GLOBAL).orElse(SubjectConfig.DEFAULT);
        return config(subject).map(own -> own.over(global)).orElse(global);
    }

    /** Sets what is set in it, and leaves the rest. */
    void setConfig(String subject, SubjectConfig config) throws SQLException {
        queries.update(
                """
                INSERT INTO subject_config AS c (subject, compatibility, normalize) VALUES (?, nullif(?, ''), nullif(?, '')::boolean)
                ON CONFLICT (subject) DO UPDATE SET compatibility = coalesce(excluded.compatibility, c.compatibility),
                                                    normalize = coalesce(excluded.normalize, c.normalize)
                """,
                subject,
                config.compatibility().map(Enum::name).orElse(""),
                config.normalize().map(String::valueOf).orElse(""));
    }

    void removeConfig(String subject) throws SQLException {
        queries.update("DELETE FROM subject_config WHERE subject = ?", subject);
    }

    /** The mode that is set for this subject itself; the global mode is always set. */
    Optional<Mode> mode(String subject) throws SQLException {
        Optional<Mode> own = queries.first(
                "SELECT mode FROM subject_modes WHERE subject = ?", row -> Mode.valueOf(row.getString(1)), subject);
        return subject.equals(GLOBAL) ? own.or(() -> Optional.of(Mode.READWRITE)) : own;
    }

    /** The mode that holds for this subject. */
    Mode modeInScope(String subject) throws SQLException {
        Optional<Mode> own = mode(subject);
        return own.isPresent() ? own.get() : mode(GLOBAL).orElse(Mode.READWRITE);
    }

    void setMode(String subject, Mode mode) throws SQLException {
        queries.update(
                """
                INSERT INTO subject_modes (subject, mode) VALUES (?, ?)
                ON CONFLICT (subject) DO UPDATE SET mode = excluded.mode
                """,
                subject,
                mode.name());
    }

    void removeMode(String subject) throws SQLException {
        queries.update("DELETE FROM subject_modes WHERE subject = ?", subject);
    }

    private static SubjectConfig config(ResultSet row) throws SQLException {
        return new SubjectConfig(
                Optional.ofNullable(row.getString(1)).map(CompatibilityLevel::valueOf),
                Optional.ofNullable((Boolean) row.getObject(2)));
    }
}
