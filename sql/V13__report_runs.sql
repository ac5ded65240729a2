-- Reports that are made in the background and kept for download.
CREATE TABLE report_runs (
    run_id         uuid        PRIMARY KEY,
    report         text        NOT NULL,
    format         text        NOT NULL,
    parameters     jsonb       NOT NULL,
    company_id     text        NOT NULL DEFAULT '',
    requested_by   text        NOT NULL,
    requested_at   timestamptz NOT NULL DEFAULT now(),
    status         text        NOT NULL DEFAULT 'waiting'
        CHECK (status IN ('waiting', 'running', 'ready', 'failed', 'deleted')),
    attempts       integer     NOT NULL DEFAULT 0,
    leased_until   timestamptz,
    started_at     timestamptz,
    ended_at       timestamptz,
    size_bytes     bigint      NOT NULL DEFAULT 0,
    sha256         text        NOT NULL DEFAULT '',
    position       text        NOT NULL DEFAULT '',
    message        text        NOT NULL DEFAULT ''
);
COMMENT ON TABLE report_runs IS 'Reports that are made in the background. The files stand under reports/ in the bucket.';
COMMENT ON COLUMN report_runs.parameters IS 'Query parameters, with relative periods made days.';
COMMENT ON COLUMN report_runs.company_id IS 'The only company whose keys may see it; empty = keys that are bound to none.';
COMMENT ON COLUMN report_runs.requested_by IS 'Public name of the key that asked for it.';
COMMENT ON COLUMN report_runs.attempts IS 'How often it was taken up; whoever took it up last may end it.';
COMMENT ON COLUMN report_runs.leased_until IS 'Before this nobody takes it up: somebody is at it, or what it needs was out of reach.';
COMMENT ON COLUMN report_runs.size_bytes IS 'Bytes written so far, in the end those of the file.';
COMMENT ON COLUMN report_runs.position IS 'Position of the ledger that the report counts.';
COMMENT ON COLUMN report_runs.message IS 'Why it failed.';

CREATE INDEX report_runs_open ON report_runs (requested_at) WHERE status IN ('waiting', 'running');
COMMENT ON INDEX report_runs_open IS 'For the next run to take up.';
CREATE INDEX report_runs_requested ON report_runs (requested_at);
COMMENT ON INDEX report_runs_requested IS 'For the list, and for the end of the time that files are kept.';
