-- What survives a restart, and what survives the loss of this database: how far discovery has come, and what is yet to be
-- copied to object storage, from which a new database takes the schema registry and the replays of dead letters.

CREATE TABLE discovery (
    one_row           boolean     PRIMARY KEY DEFAULT true CHECK (one_row),
    looked_until      timestamptz,
    sweep_before_ms   bigint,
    sweep_held_until  timestamptz,
    swept_at          timestamptz
);
COMMENT ON TABLE discovery IS 'How far the raw segments of object storage are known. All times are the database''s.';
COMMENT ON COLUMN discovery.one_row IS 'There is exactly one row.';
COMMENT ON COLUMN discovery.looked_until IS 'Watermark: the last look that was finished began then; absent before the first.';
COMMENT ON COLUMN discovery.sweep_before_ms IS 'The sweep goes back in time: segments that were opened before this epoch millisecond are still to be swept; absent while none is under way.';
COMMENT ON COLUMN discovery.sweep_held_until IS 'Until then a replica is at the next step of the sweep and others leave it alone; absent when none is.';
COMMENT ON COLUMN discovery.swept_at IS 'When the last whole sweep ended; absent before the first.';
INSERT INTO discovery (looked_until)
SELECT least(now(), (left(max(segment_id), 15) || '.' || substr(max(segment_id), 16, 3))::timestamp AT TIME ZONE 'UTC')
FROM raw_segments;

-- The registry's copy in object storage. A change counts up in its own transaction; whoever copies notes what it copied.
CREATE TABLE registry_mirror (
    one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    open       boolean NOT NULL,
    version    bigint  NOT NULL DEFAULT 1,
    mirrored   bigint  NOT NULL DEFAULT 0
);
COMMENT ON TABLE registry_mirror IS 'Whether the copy of the built-in schema registry in object storage is up to date.';
COMMENT ON COLUMN registry_mirror.one_row IS 'There is exactly one row.';
COMMENT ON COLUMN registry_mirror.open IS 'Whether the registry may be changed. Not before it was looked for in object storage: ids that are given there must not be given again.';
COMMENT ON COLUMN registry_mirror.version IS 'Counts the changes.';
COMMENT ON COLUMN registry_mirror.mirrored IS 'Version that object storage holds; less than version = there is something to copy.';
INSERT INTO registry_mirror (open) SELECT EXISTS (SELECT 1 FROM schemas);

CREATE FUNCTION count_registry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_mirror SET version = version + 1;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION count_registry_change() IS 'Notes that the registry differs from its copy. Changes wait for each other on one lock, so this adds no waiting.';
CREATE TRIGGER schemas_changed AFTER INSERT OR UPDATE OR DELETE ON schemas
    FOR EACH STATEMENT EXECUTE FUNCTION count_registry_change();
CREATE TRIGGER schema_references_changed AFTER INSERT OR UPDATE OR DELETE ON schema_references
    FOR EACH STATEMENT EXECUTE FUNCTION count_registry_change();
CREATE TRIGGER subject_versions_changed AFTER INSERT OR UPDATE OR DELETE ON subject_versions
    FOR EACH STATEMENT EXECUTE FUNCTION count_registry_change();
CREATE TRIGGER subject_config_changed AFTER INSERT OR UPDATE OR DELETE ON subject_config
    FOR EACH STATEMENT EXECUTE FUNCTION count_registry_change();
CREATE TRIGGER subject_modes_changed AFTER INSERT OR UPDATE OR DELETE ON subject_modes
    FOR EACH STATEMENT EXECUTE FUNCTION count_registry_change();

-- Where in the order of loads an outcome stands, so that a rebuild does it again at the same place: what was counted
-- before it counts before it again, and what came after it meets it.
CREATE INDEX raw_segments_loaded ON raw_segments (segment_id) WHERE state = 'loaded';
COMMENT ON INDEX raw_segments_loaded IS 'For the newest loaded segment, which each outcome of a dead letter notes.';
ALTER TABLE dead_letter_outcomes ADD COLUMN after_segment text NOT NULL DEFAULT '';
COMMENT ON COLUMN dead_letter_outcomes.after_segment IS 'The newest segment that was loaded when it was recorded: a rebuild repeats it behind this one.';
ALTER TABLE dead_letter_outcomes DISABLE TRIGGER dead_letter_outcomes_append_only;
UPDATE dead_letter_outcomes o SET after_segment = coalesce(
    (SELECT max(segment_id) FROM raw_segments s WHERE s.state = 'loaded' AND s.finished_at <= o.recorded_at), '');
ALTER TABLE dead_letter_outcomes ENABLE TRIGGER dead_letter_outcomes_append_only;

CREATE FUNCTION note_place_of_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.after_segment = '' THEN
        NEW.after_segment := coalesce((SELECT max(segment_id) FROM raw_segments WHERE state = 'loaded'), '');
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION note_place_of_outcome() IS 'Fills after_segment; what is restored from object storage brings its own.';
CREATE TRIGGER dead_letter_outcomes_place BEFORE INSERT ON dead_letter_outcomes
    FOR EACH ROW EXECUTE FUNCTION note_place_of_outcome();

-- The outbox: what the audit of dead letters has and object storage has not.
CREATE TABLE dead_letter_outbox (
    entry_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action_id  bigint NOT NULL,
    event_id   uuid
);
COMMENT ON TABLE dead_letter_outbox IS 'Actions and outcomes that are still to be copied to object storage; a row goes when that is done.';
COMMENT ON COLUMN dead_letter_outbox.entry_id IS 'Order of writing.';
COMMENT ON COLUMN dead_letter_outbox.action_id IS 'The action.';
COMMENT ON COLUMN dead_letter_outbox.event_id IS 'The outcome of this dead letter; absent = the action itself.';
INSERT INTO dead_letter_outbox (action_id) SELECT action_id FROM dead_letter_actions ORDER BY action_id;
INSERT INTO dead_letter_outbox (action_id, event_id)
SELECT action_id, event_id FROM dead_letter_outcomes ORDER BY action_id, event_id;

CREATE FUNCTION put_in_dead_letter_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'dead_letter_actions' THEN
        INSERT INTO dead_letter_outbox (action_id) SELECT action_id FROM added;
    ELSE
        INSERT INTO dead_letter_outbox (action_id, event_id) SELECT action_id, event_id FROM added;
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION put_in_dead_letter_outbox() IS 'Puts what was added to the audit into the outbox, in the same transaction.';
CREATE TRIGGER dead_letter_actions_outbox AFTER INSERT ON dead_letter_actions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION put_in_dead_letter_outbox();
CREATE TRIGGER dead_letter_outcomes_outbox AFTER INSERT ON dead_letter_outcomes
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION put_in_dead_letter_outbox();

CREATE TABLE dead_letter_mirror (
    one_row   boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    restored  boolean NOT NULL
);
COMMENT ON TABLE dead_letter_mirror IS 'Whether what object storage holds of the audit of dead letters is in it.';
COMMENT ON COLUMN dead_letter_mirror.one_row IS 'There is exactly one row.';
COMMENT ON COLUMN dead_letter_mirror.restored IS 'False in a new database until it was looked for.';
INSERT INTO dead_letter_mirror (restored)
SELECT EXISTS (SELECT 1 FROM dead_letter_actions) OR EXISTS (SELECT 1 FROM raw_segments);
