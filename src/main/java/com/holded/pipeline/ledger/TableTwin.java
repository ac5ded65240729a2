package com.holded.pipeline.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes empty twins of tables in another schema that are like them in all that the catalog says: columns, defaults,
 * checks, keys, indexes and triggers by their names, storage, comments, rights, and foreign keys among themselves. What
 * stands in the catalog is copied, not what migrations say, so that an index or a right that an operator added is there
 * after a rebuild too.
 */
final class TableTwin {
    private final Connection connection;
    private final String home;
    private final String away;

    /**
     * @param home schema of the tables
     * @param away schema of the twins; on the connection's search path before the other
     */
    TableTwin(Connection connection, String home, String away) {
        this.connection = connection;
        this.home = home;
        this.away = away;
    }

    /** Makes the twins of these tables. */
    void make(List<String> tables) throws SQLException {
        for (String table : tables) {
            execute("CREATE TABLE " + away(table) + " (LIKE " + home(table) + " INCLUDING ALL EXCLUDING INDEXES)");
            run(table, OPTIONS);
            run(table, KEYS);
            run(table, INDEXES);
            run(table, COMMENTS);
            run(table, TRIGGERS);
            run(table, RIGHTS);
        }
        // By their plain names these mean the twins, where there is one.
        execute("SET LOCAL search_path TO " + away + ", " + home);
        for (String table : tables) {
            run(table, FOREIGN_KEYS);
            run(table, COMMENTS_OF_KEYS);
        }
    }

    private static final String OPTIONS =
            """
            SELECT format('ALTER TABLE %I.%I SET (%s)', $2, relname, array_to_string(reloptions, ', '))
            FROM pg_class WHERE oid = $1 AND reloptions IS NOT NULL""";

    private static final String KEYS =
            """
            SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', $2, c.relname, k.conname,
                          pg_get_constraintdef(k.oid))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE k.conrelid = $1 AND k.contype IN ('p', 'u', 'x') ORDER BY k.conname""";

    private static final String INDEXES =
            """
            SELECT replace(pg_get_indexdef(i.indexrelid), format(' ON %I.%I ', $3, c.relname),
                           format(' ON %I.%I ', $2, c.relname))
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
            WHERE i.indrelid = $1 AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
                                                  AND k.conrelid = i.indrelid)
            ORDER BY i.indexrelid""";

    /** Those of columns and checks come with the table. */
    private static final String COMMENTS =
            """
            SELECT format('COMMENT ON TABLE %I.%I IS %L', $2, relname, obj_description(oid, 'pg_class'))
            FROM pg_class WHERE oid = $1 AND obj_description(oid, 'pg_class') IS NOT NULL
            UNION ALL
            SELECT format('COMMENT ON INDEX %I.%I IS %L', $2, x.relname, obj_description(x.oid, 'pg_class'))
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
            WHERE i.indrelid = $1 AND obj_description(x.oid, 'pg_class') IS NOT NULL""";

    private static final String TRIGGERS =
            """
            SELECT replace(pg_get_triggerdef(t.oid), format(' ON %I.%I ', $3, c.relname),
                           format(' ON %I.%I ', $2, c.relname))
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE t.tgrelid = $1 AND NOT t.tgisinternal ORDER BY t.tgname""";

    private static final String RIGHTS =
            """
            SELECT format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, $2, c.relname,
                          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.oid = $1
            UNION ALL
            SELECT format('GRANT %s (%I) ON %I.%I TO %s%s', a.privilege_type, t.attname, $2, c.relname,
                          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                          CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid CROSS JOIN LATERAL aclexplode(t.attacl) a
            WHERE t.attrelid = $1 AND t.attnum > 0 AND NOT t.attisdropped""";

    private static final String FOREIGN_KEYS =
            """
            SELECT format('ALTER TABLE %I.%I ADD CONSTRAINT %I FOREIGN KEY (%s) REFERENCES %I (%s)%s', $2,
                          c.relname, k.conname,
                          (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY u.place)
                           FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
                           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number),
                          f.relname,
                          (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY u.place)
                           FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
                           JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number),
                          substring(pg_get_constraintdef(k.oid) FROM '\\)( (?:MATCH|ON|DEFERRABLE|NOT).*)$'))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
            WHERE k.conrelid = $1 AND k.contype = 'f' ORDER BY k.conname""";

    private static final String COMMENTS_OF_KEYS =
            """
            SELECT format('COMMENT ON CONSTRAINT %I ON %I.%I IS %L', k.conname, $2, c.relname,
                          obj_description(k.oid, 'pg_constraint'))
            FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
            WHERE k.conrelid = $1 AND k.contype IN ('p', 'u', 'x', 'f')
              AND obj_description(k.oid, 'pg_constraint') IS NOT NULL""";

    /** Executes every statement that a query makes of a table. */
    private void run(String table, String query) throws SQLException {
        List<String> statements = new ArrayList<>();
        String sql = query.replace("$1", "'" + home(table) + "'::regclass")
                .replace("$2", "'" + away + "'")
                .replace("$3", "'" + home + "'");
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            while (row.next()) {
                statements.add(row.getString(1));
            }
        }
        for (String statement : statements) {
            execute(statement);
        }
    }

    private String home(String table) {
        return home + "." + table;
    }

    private String away(String table) {
        return away + "." + table;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
