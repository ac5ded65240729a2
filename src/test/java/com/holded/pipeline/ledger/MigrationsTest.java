package com.holded.pipeline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration only adds, so that the version before it goes on working on its tables. */
class MigrationsTest {
    /** Those before it were made before the first release. */
    private static final int FIRST_UNDER_THE_RULE = 16;

    private static final Pattern FILE = Pattern.compile("V([0-9]+)__[a-z0-9_]+\\.sql");
    private static final Pattern COMMENT_OR_TEXT =
            Pattern.compile("--[^\\n]*|/\\*.*?\\*/|'(?:[^']|'')*'", Pattern.DOTALL);
    private static final Pattern NARROWS =
            Pattern.compile("\\bdrop (?:table|view|materialized view|column|function|type|schema|sequence)\\b"
                    + "|\\brename\\b|\\bset not null\\b|\\btruncate\\b"
                    + "|\\balter (?:column )?\\S+ (?:set data )?type\\b"
                    + "|\\balter table (?:if exists )?(?:only )?\\S+ (?:.*, ?)?drop (?!constraint\\b)\\S+");
    private static final Pattern NEW_COLUMN = Pattern.compile(
            "\\badd (?:column )?(?:if not exists )?(?!constraint\\b|check\\b|unique\\b|foreign\\b|primary\\b|exclude\\b)\\S+ .*");
    private static final Pattern NEW_CONSTRAINT = Pattern.compile("\\badd constraint (\\S+)");

    @Test
    void migrations_only_add() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("sql"))) {
            for (Path file : files.toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                assertThat(name.matches()).as(file.toString()).isTrue();
                if (Integer.parseInt(name.group(1)) >= FIRST_UNDER_THE_RULE) {
                    assertThat(breaches(Files.readString(file)))
                            .as("%s: see CONTRIBUTING.md, how a migration may be", file)
                            .isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE a DROP COLUMN b",
                "ALTER TABLE a DROP b",
                "ALTER TABLE a ADD COLUMN c text, DROP IF EXISTS b",
                "DROP TABLE IF EXISTS a",
                "DROP VIEW a",
                "TRUNCATE a",
                "alter table a\n  rename column b to c",
                "ALTER TABLE a RENAME TO b",
                "ALTER TABLE a ALTER COLUMN b TYPE bigint",
                "ALTER TABLE a ALTER b SET DATA TYPE bigint",
                "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
                "ALTER TABLE a ADD COLUMN b text NOT NULL",
                "ALTER TABLE a ADD COLUMN b numeric(12, 2) NOT NULL, ADD COLUMN c text DEFAULT ''",
                "ALTER TABLE a ADD b text NOT NULL",
                "ALTER TABLE a ADD COLUMN b text PRIMARY KEY",
                "ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0)",
                "ALTER TABLE a ADD CONSTRAINT b CHECK (c > 0), DROP CONSTRAINT d",
                "SELECT ';'; DROP TABLE a -- ; 'quoted'"
            })
    void what_the_version_before_would_miss_is_seen(String statement) {
        assertThat(breaches(statement + ";\nCREATE TABLE z (y text NOT NULL);")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b text NOT NULL, c bigint PRIMARY KEY)",
                "ALTER TABLE a ADD COLUMN b text",
                "ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT 'rename', ADD COLUMN c bigint NOT NULL DEFAULT 0",
                "ALTER TABLE a DROP CONSTRAINT b, ADD CONSTRAINT b CHECK (c IN ('d', 'e', 'f'))",
                "ALTER TABLE a ALTER COLUMN b DROP NOT NULL",
                "CREATE INDEX a ON b (c)",
                "CREATE OR REPLACE VIEW a AS SELECT b, c FROM d",
                "COMMENT ON TABLE a IS 'We do not DROP TABLE; nor rename.'",
                "-- DROP TABLE a;\nUPDATE a SET b = 1"
            })
    void what_only_adds_passes(String statement) {
        assertThat(breaches(statement + ";")).isEmpty();
    }

    /** Statements, or parts of them, after which the version before would fail. */
    private static List<String> breaches(String sql) {
        String bare = COMMENT_OR_TEXT
                .matcher(sql)
                .replaceAll(found -> found.group().startsWith("'") ? "text" : " ")
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
        return Stream.of(bare.split(";"))
                .map(String::strip)
                .flatMap(MigrationsTest::breachesOf)
                .toList();
    }

    private static Stream<String> breachesOf(String statement) {
        if (NARROWS.matcher(statement).find()) {
            return Stream.of(statement);
        }
        if (!statement.startsWith("alter table")) {
            return Stream.empty();
        }
        // Commas within brackets part no clauses.
        return Stream.of(statement.replaceAll("\\([^()]*\\)", "").split(","))
                .filter(clause -> breaks(clause, statement));
    }

    private static boolean breaks(String clause, String statement) {
        Matcher constraint = NEW_CONSTRAINT.matcher(clause);
        if (constraint.find()) {
            // One that takes the place of another may be the wider one; whether it is, no pattern can see.
            return !statement.contains("drop constraint " + constraint.group(1));
        }
        boolean required = clause.contains("not null") || clause.contains("primary key");
        return required
                && !clause.contains("default ")
                && !clause.contains("generated ")
                && NEW_COLUMN.matcher(clause).find();
    }
}
