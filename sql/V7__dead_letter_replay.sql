-- Dead letters that come back to life: who asked for what, and what became of each letter. Both tables are an audit, to
-- which rows are only added. They refer to events and runs by id without foreign keys: what was done stays on record
-- whatever becomes of those tables.
CREATE TABLE dead_letter_actions (
    action_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action        text        NOT NULL CHECK (action IN ('replay', 'discard')),
    requested_by  text        NOT NULL,
    requested_at  timestamptz NOT NULL DEFAULT now(),
    filter        jsonb       NOT NULL,
    patch         text,
    reason        text        NOT NULL DEFAULT '',
    CHECK (action = 'discard' OR reason = ''),
    CHECK (action = 'replay' OR patch IS NULL)
);
COMMENT ON TABLE dead_letter_actions IS 'Every replay and discard that an administrator asked for; append-only.';
COMMENT ON COLUMN dead_letter_actions.action_id IS 'Id of the replay in the HTTP interface.';
COMMENT ON COLUMN dead_letter_actions.action IS 'replay or discard.';
COMMENT ON COLUMN dead_letter_actions.requested_by IS 'Key id of the administrator.';
COMMENT ON COLUMN dead_letter_actions.requested_at IS 'Database time; the processing time of the events that a replay loads.';
COMMENT ON COLUMN dead_letter_actions.filter IS 'Which dead letters were meant; {} = all that were open.';
COMMENT ON COLUMN dead_letter_actions.patch IS 'JSON Merge Patch on each event before it is judged, as it was sent; absent = none.';
COMMENT ON COLUMN dead_letter_actions.reason IS 'Why they were discarded; empty for a replay.';

CREATE TABLE dead_letter_outcomes (
    action_id     bigint      NOT NULL REFERENCES dead_letter_actions (action_id),
    event_id      uuid        NOT NULL,
    outcome       text        NOT NULL CHECK (outcome IN ('loaded', 'duplicate', 'conflict', 'failed', 'discarded')),
    run_id        bigint,
    schema_id     integer     NOT NULL,
    errors        jsonb       NOT NULL,
    enriched_key  text,
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (action_id, event_id)
);
COMMENT ON TABLE dead_letter_outcomes IS 'What an action made of each dead letter; committed with the rows that it speaks of; append-only.';
COMMENT ON COLUMN dead_letter_outcomes.action_id IS 'The action.';
COMMENT ON COLUMN dead_letter_outcomes.event_id IS 'The dead letter.';
COMMENT ON COLUMN dead_letter_outcomes.outcome IS 'loaded: a row of business_events; duplicate: its message was counted before; conflict, failed: still open; discarded.';
COMMENT ON COLUMN dead_letter_outcomes.run_id IS 'The job execution that did it; absent for a discard.';
COMMENT ON COLUMN dead_letter_outcomes.schema_id IS 'Schema that the event was judged by; 0 = the bundled one, or none.';
COMMENT ON COLUMN dead_letter_outcomes.errors IS 'Why it is still open: [{reason, pointer, keyword, message}]; empty otherwise.';
COMMENT ON COLUMN dead_letter_outcomes.enriched_key IS 'Enriched object that holds it; absent when it did not pass. The key ends with the SHA-256 of the object.';
COMMENT ON COLUMN dead_letter_outcomes.recorded_at IS 'Database time.';
CREATE INDEX dead_letter_outcomes_event ON dead_letter_outcomes (event_id);
COMMENT ON INDEX dead_letter_outcomes_event IS 'For the history of one dead letter.';
CREATE INDEX dead_letter_outcomes_run ON dead_letter_outcomes (run_id);
COMMENT ON INDEX dead_letter_outcomes_run IS 'For the progress of a run.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
COMMENT ON FUNCTION refuse_change() IS 'Keeps an audit table append-only.';
CREATE TRIGGER dead_letter_actions_append_only BEFORE UPDATE OR DELETE ON dead_letter_actions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dead_letter_outcomes_append_only BEFORE UPDATE OR DELETE ON dead_letter_outcomes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

COMMENT ON COLUMN dead_letters.errors IS 'All errors: [{reason, pointer, keyword, message}]; the keyword only where a JSON Schema was broken.';
COMMENT ON COLUMN dead_letters.attempts IS 'How often it was judged: at the load of its segment, and in each replay.';
CREATE INDEX dead_letters_open ON dead_letters (event_id) WHERE status = 'open';
COMMENT ON INDEX dead_letters_open IS 'For taking the next dead letters of a replay.';

-- A load's own figures never change: what was dead then stays counted as dead, and what came of it later stands beside.
ALTER TABLE raw_segments
    ADD COLUMN replayed integer NOT NULL DEFAULT 0,
    ADD COLUMN replayed_duplicates integer NOT NULL DEFAULT 0,
    ADD CHECK (replayed + replayed_duplicates <= conflicts + dead_letters);
COMMENT ON COLUMN raw_segments.replayed IS 'Of its conflicts and dead letters, those that replays added to business_events later. Rows of the segment there = loaded + replayed.';
COMMENT ON COLUMN raw_segments.replayed_duplicates IS 'Of its conflicts and dead letters, those that replays found to be counted before.';

ALTER TABLE job_runs ADD COLUMN action_id bigint;
COMMENT ON COLUMN job_runs.action_id IS 'The replay that the run carries out; absent for other jobs.';
