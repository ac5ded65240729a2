-- The ledger: which raw segments exist, who works on them, and what became of each of their events. A segment is loaded
-- in one transaction that checks the fence, writes rows, rollup and dead letters, and sets state = 'loaded'. That commit
-- is the only moment at which an event starts to count.
CREATE TABLE job_runs (
    run_id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_name            text        NOT NULL,
    batch_execution_id  bigint,
    status              text        NOT NULL DEFAULT 'STARTING'
                        CHECK (status IN ('STARTING', 'STARTED', 'STOPPING', 'STOPPED', 'COMPLETED', 'FAILED', 'ABANDONED')),
    started_by          text        NOT NULL,
    started_at          timestamptz NOT NULL DEFAULT now(),
    heartbeat_at        timestamptz NOT NULL DEFAULT now(),
    ended_at            timestamptz,
    segments            integer     NOT NULL DEFAULT 0,
    segments_done       integer     NOT NULL DEFAULT 0,
    events              bigint      NOT NULL DEFAULT 0,
    loaded              bigint      NOT NULL DEFAULT 0,
    duplicates          bigint      NOT NULL DEFAULT 0,
    conflicts           bigint      NOT NULL DEFAULT 0,
    dead_letters        bigint      NOT NULL DEFAULT 0,
    message             text        NOT NULL DEFAULT ''
);
COMMENT ON TABLE job_runs IS 'One row per job execution. A run whose heartbeat is older than the lease is dead: the next start shows it as ABANDONED.';
COMMENT ON COLUMN job_runs.run_id IS 'The execution''s id in the HTTP interface, and its fencing number: a later run has a greater one.';
COMMENT ON COLUMN job_runs.job_name IS 'Name of the job, for example process-events.';
COMMENT ON COLUMN job_runs.batch_execution_id IS 'Id of the Jakarta Batch execution on the replica that runs it; absent until it has started.';
COMMENT ON COLUMN job_runs.status IS 'Batch status; ABANDONED when the process died.';
COMMENT ON COLUMN job_runs.started_by IS 'Key id of the caller, or ''schedule''.';
COMMENT ON COLUMN job_runs.started_at IS 'Database time of the start.';
COMMENT ON COLUMN job_runs.heartbeat_at IS 'Database time of the last sign of life.';
COMMENT ON COLUMN job_runs.ended_at IS 'Database time of the end; absent while it runs.';
COMMENT ON COLUMN job_runs.segments IS 'Raw segments that the run took.';
COMMENT ON COLUMN job_runs.segments_done IS 'Of those, loaded or quarantined so far.';
COMMENT ON COLUMN job_runs.events IS 'Events read from the segments done.';
COMMENT ON COLUMN job_runs.loaded IS 'Rows added to business_events.';
COMMENT ON COLUMN job_runs.duplicates IS 'Events whose message was counted before.';
COMMENT ON COLUMN job_runs.conflicts IS 'Events whose message id was seen before with other content.';
COMMENT ON COLUMN job_runs.dead_letters IS 'Events rejected at the door or by the pipeline, conflicts excluded.';
COMMENT ON COLUMN job_runs.message IS 'Why it failed, in one line; empty otherwise.';
CREATE UNIQUE INDEX job_runs_one_alive ON job_runs (job_name) WHERE status IN ('STARTING', 'STARTED', 'STOPPING');

CREATE TABLE raw_segments (
    segment_id       text        PRIMARY KEY,
    object_key       text        NOT NULL,
    size_bytes       bigint      NOT NULL,
    stored_at        timestamptz NOT NULL,
    state            text        NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'loaded', 'quarantined')),
    run_id           bigint      REFERENCES job_runs (run_id),
    discovered_at    timestamptz NOT NULL DEFAULT now(),
    finished_at      timestamptz,
    events           integer     NOT NULL DEFAULT 0,
    loaded           integer     NOT NULL DEFAULT 0,
    duplicates       integer     NOT NULL DEFAULT 0,
    conflicts        integer     NOT NULL DEFAULT 0,
    dead_letters     integer     NOT NULL DEFAULT 0,
    enriched_key     text,
    enriched_sha256  text,
    reason           text        NOT NULL DEFAULT '',
    CHECK (state <> 'loaded' OR events = loaded + duplicates + conflicts + dead_letters)
);
COMMENT ON TABLE raw_segments IS 'Every raw segment in object storage, and what became of its events.';
COMMENT ON COLUMN raw_segments.segment_id IS 'Time of opening and writer; part of the object key and of each event id.';
COMMENT ON COLUMN raw_segments.object_key IS 'Key under raw-events/.';
COMMENT ON COLUMN raw_segments.size_bytes IS 'Size of the object, compressed.';
COMMENT ON COLUMN raw_segments.stored_at IS 'The object store''s time of storage: the publishTime of its events.';
COMMENT ON COLUMN raw_segments.state IS 'new: to be loaded; loaded: counted; quarantined: unreadable, see reason.';
COMMENT ON COLUMN raw_segments.run_id IS 'The run that last took the segment: its fence. A loader with another run id is refused.';
COMMENT ON COLUMN raw_segments.discovered_at IS 'Database time of the first sight.';
COMMENT ON COLUMN raw_segments.finished_at IS 'Database time at which it was loaded or quarantined; absent before.';
COMMENT ON COLUMN raw_segments.events IS 'Events in the segment = loaded + duplicates + conflicts + dead_letters.';
COMMENT ON COLUMN raw_segments.loaded IS 'Rows added to business_events.';
COMMENT ON COLUMN raw_segments.duplicates IS 'Messages counted before.';
COMMENT ON COLUMN raw_segments.conflicts IS 'Message ids seen before with other content.';
COMMENT ON COLUMN raw_segments.dead_letters IS 'Rejected at the door or by the pipeline.';
COMMENT ON COLUMN raw_segments.enriched_key IS 'Key of the enriched object; absent when no event passed.';
COMMENT ON COLUMN raw_segments.enriched_sha256 IS 'Lower-case hex SHA-256 of the enriched object''s bytes.';
COMMENT ON COLUMN raw_segments.reason IS 'Why it is quarantined; empty otherwise.';
CREATE INDEX raw_segments_new ON raw_segments (segment_id) WHERE state = 'new';
COMMENT ON INDEX raw_segments_new IS 'For taking the next segments of a run.';
CREATE INDEX raw_segments_run ON raw_segments (run_id);
COMMENT ON INDEX raw_segments_run IS 'For the progress of a run.';
