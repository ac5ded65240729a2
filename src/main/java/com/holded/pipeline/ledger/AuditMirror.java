package com.holded.pipeline.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.holded.pipeline.event.Sha256;
import com.holded.pipeline.storage.Keys;
import com.holded.pipeline.storage.NewObject;
import com.holded.pipeline.storage.ObjectStore;
import com.holded.pipeline.storage.SegmentFormat;
import com.holded.pipeline.storage.StorageException;
import com.holded.pipeline.storage.StoredObject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of the audit of dead letters in object storage: what was asked for and what came of each letter, since neither
 * stands in the raw events. What is still to be copied stands in an outbox, which is written in the transaction of the
 * deed itself and emptied when the copy is safe; so a deed may be copied twice and is never left out. Thread-safe.
 */
public final class AuditMirror {
    private static final Logger LOG = LoggerFactory.getLogger(AuditMirror.class);

    /** Key of the advisory lock ("audit" in ASCII): one replica copies at a time. */
    private static final long LOCK = 0x6175646974L;

    private static final int ENTRIES_PER_OBJECT = 1_000;
    private static final int PAGE = 1_000;

    private final Transactions transactions;
    private final ObjectStore store;

    public AuditMirror(DataSource dataSource, ObjectStore store) {
        this.transactions = new Transactions(dataSource);
        this.store = store;
    }

    /**
     * Copies what the outbox holds.
     *
     * @return entries that were copied; none when another replica is at it
     * @throws com.holded.pipeline.storage.StorageException when an object cannot be written; its entries stay
     */
    public int copyOutbox() {
        int copied = 0;
        int now;
        do {
            now = transactions.run(this::copySome);
            copied += now;
        } while (now == ENTRIES_PER_OBJECT);
        return copied;
    }

    private int copySome(Connection connection) throws SQLException {
        if (!lock(connection)) {
            return 0;
        }
        List<Long> entries = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT entry_id FROM dead_letter_outbox ORDER BY entry_id LIMIT ?")) {
            query.setInt(1, ENTRIES_PER_OBJECT);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    entries.add(row.getLong(1));
                }
            }
        }
        if (entries.isEmpty()) {
            return 0;
        }
        Array ids = connection.createArrayOf("bigint", entries.toArray());
        write(connection, ids);
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM dead_letter_outbox WHERE entry_id = ANY (?)")) {
            delete.setArray(1, ids);
            delete.executeUpdate();
        }
        return entries.size();
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Every object names the actions of its outcomes too, so that it can be read by itself. */
    private void write(Connection connection, Array entries) throws SQLException {
        StringBuilder lines = new StringBuilder();
        long first = Long.MAX_VALUE;
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT a.action_id, json_build_object('action', row_to_json(a))::text
                FROM dead_letter_actions a
                WHERE a.action_id IN (SELECT action_id FROM dead_letter_outbox WHERE entry_id = ANY (?))
                UNION ALL
                SELECT o.action_id, json_build_object('outcome', row_to_json(o))::text
                FROM dead_letter_outcomes o
                WHERE (o.action_id, o.event_id) IN (SELECT action_id, event_id FROM dead_letter_outbox
                                                    WHERE entry_id = ANY (?) AND event_id IS NOT NULL)""")) {
            query.setArray(1, entries);
            query.setArray(2, entries);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    first = Math.min(first, row.getLong(1));
                    lines.append(row.getString(2)).append('\n');
                }
            }
        }
        byte[] bytes = SegmentFormat.compress(lines.toString().getBytes(UTF_8));
        String key = Keys.replays(first, Sha256.hex(Sha256.of(bytes)));
        store.put(new NewObject(key, bytes, SegmentFormat.CONTENT_TYPE));
    }

    /**
     * Takes over into a new database what object storage holds of the audit of one that was lost. Does it once; ids of runs
     * and actions go on above those that it names.
     *
     * @return outcomes that were taken over
     * @throws com.holded.pipeline.storage.StorageException when object storage cannot be asked
     */
    public int restore() {
        if (transactions.run(AuditMirror::isRestored)) {
            return 0;
        }
        List<String> keys = keysIfThere();
        int restored = transactions.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLE dead_letter_mirror, dead_letter_actions IN SHARE ROW EXCLUSIVE MODE");
                if (isRestored(connection)) {
                    return 0;
                }
                int outcomes = 0;
                for (String key : keys) {
                    outcomes += restore(connection, key);
                }
                statement.execute("UPDATE dead_letter_mirror SET restored = true");
                // It came from there.
                statement.execute("DELETE FROM dead_letter_outbox");
                if (keys.isEmpty()) {
                    return 0;
                }
                statement.execute(
                        """
                        SELECT setval(pg_get_serial_sequence('dead_letter_actions', 'action_id'), greatest(
                                   (SELECT max(action_id) FROM dead_letter_actions), nextval(
                                       pg_get_serial_sequence('dead_letter_actions', 'action_id')))),
                               setval(pg_get_serial_sequence('job_runs', 'run_id'), greatest(
                                   (SELECT max(run_id) FROM dead_letter_outcomes), nextval(
                                       pg_get_serial_sequence('job_runs', 'run_id'))))""");
                return outcomes;
            }
        });
        if (restored > 0) {
            LOG.warn(
                    "{} outcomes of dead letters were taken over from object storage; a rebuild repeats them",
                    restored);
        }
        return restored;
    }

    private static boolean isRestored(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT restored FROM dead_letter_mirror");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** The very first start makes bucket and tables side by side; a bucket that is not there yet holds nothing. */
    private List<String> keysIfThere() {
        try {
            return keys();
        } catch (StorageException failure) {
            if (failure.kind() == StorageException.Kind.NOT_FOUND) {
                return List.of();
            }
            throw failure;
        }
    }

    private List<String> keys() {
        List<String> keys = new ArrayList<>();
        List<StoredObject> page;
        do {
            page = store.list(Keys.REPLAYS, keys.isEmpty() ? "" : keys.get(keys.size() - 1), PAGE);
            page.forEach(object -> keys.add(object.key()));
        } while (page.size() == PAGE);
        return keys;
    }

    private int restore(Connection connection, String key) throws SQLException {
        String lines = new String(SegmentFormat.decompress(store.read(key)), UTF_8);
        insert(
                connection,
                "dead_letter_actions",
                "action",
                lines.lines().filter(line -> line.startsWith("{\"action\"")));
        return insert(
                connection,
                "dead_letter_outcomes",
                "outcome",
                lines.lines().filter(line -> line.startsWith("{\"outcome\"")));
    }

    private static int insert(Connection connection, String table, String member, Stream<String> lines)
            throws SQLException {
        Object[] all = lines.toArray();
        if (all.length == 0) {
            return 0;
        }
        String names = columns(connection, table, member, all[0]);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " (" + names
                + ") OVERRIDING SYSTEM VALUE SELECT " + names + " FROM unnest(?::text[]) line,"
                + " json_populate_record(NULL::" + table + ", line::json->'" + member
                + "') ON CONFLICT DO NOTHING")) {
            insert.setArray(1, connection.createArrayOf("text", all));
            return insert.executeUpdate();
        }
    }

    /** Those that the copy has; others, which the version that made it had not, get their defaults. */
    private static String columns(Connection connection, String table, String member, Object line) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = '" + table
                        + "'::regclass AND attnum > 0 AND NOT attisdropped"
                        + " AND attname IN (SELECT json_object_keys(?::json->'" + member + "'))")) {
            query.setObject(1, line);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
