-- Jobs as their administrators live with them: what a run was asked for, how far it is, what a dry run found, and the
-- repository of Jakarta Batch, whose history outlives the servers.
ALTER TABLE job_runs
    ADD COLUMN parameters        jsonb   NOT NULL DEFAULT '{}',
    ADD COLUMN restart_of        bigint,
    ADD COLUMN bytes             bigint  NOT NULL DEFAULT 0,
    ADD COLUMN bytes_done        bigint  NOT NULL DEFAULT 0,
    ADD COLUMN quarantined       integer NOT NULL DEFAULT 0,
    ADD COLUMN waiting_segments  integer NOT NULL DEFAULT 0,
    ADD COLUMN waiting_bytes     bigint  NOT NULL DEFAULT 0;
COMMENT ON COLUMN job_runs.parameters IS 'What the run was asked for, by the names of the HTTP interface; {} = all that waits. A restart has the same.';
COMMENT ON COLUMN job_runs.restart_of IS 'The ended run whose rest this one does; absent otherwise. Each run is restarted once at most.';
COMMENT ON COLUMN job_runs.bytes IS 'Size of the segments taken, compressed.';
COMMENT ON COLUMN job_runs.bytes_done IS 'Of that, in the segments done.';
COMMENT ON COLUMN job_runs.quarantined IS 'Of the segments done, those that could not be read.';
COMMENT ON COLUMN job_runs.waiting_segments IS 'Segments that the run is still to take, as counted when it last took some.';
COMMENT ON COLUMN job_runs.waiting_bytes IS 'Size of those, compressed.';
CREATE UNIQUE INDEX job_runs_restarted_once ON job_runs (restart_of);
COMMENT ON INDEX job_runs_restarted_once IS 'Of two restarts of one run the second is refused.';
CREATE INDEX job_runs_batch ON job_runs (batch_execution_id);
COMMENT ON INDEX job_runs_batch IS 'For purging executions of Jakarta Batch that no run stands for any more.';
CREATE INDEX job_runs_ended ON job_runs (ended_at);
COMMENT ON INDEX job_runs_ended IS 'For purging runs by age.';

-- A segment says for good which run loaded it, also after the history of that run is purged.
ALTER TABLE raw_segments DROP CONSTRAINT raw_segments_run_id_fkey;
COMMENT ON COLUMN raw_segments.run_id IS 'The run that last took the segment: its fence. A loader with another run id is refused. Runs of long ago are purged from job_runs.';
COMMENT ON COLUMN raw_segments.finished_at IS 'Database time at which it was loaded or quarantined; absent before, and while a quarantined one is tried again.';

-- What dry runs found; rows go when their run ends. Not logged: a crash ends the run too.
CREATE UNLOGGED TABLE dry_run_segments (
    run_id        bigint  NOT NULL,
    segment_id    text    NOT NULL,
    size_bytes    bigint  NOT NULL,
    quarantined   boolean NOT NULL,
    events        integer NOT NULL,
    loaded        integer NOT NULL,
    duplicates    integer NOT NULL,
    conflicts     integer NOT NULL,
    dead_letters  integer NOT NULL,
    PRIMARY KEY (run_id, segment_id),
    CHECK (events = loaded + duplicates + conflicts + dead_letters)
);
COMMENT ON TABLE dry_run_segments IS 'What would become of the events of a segment, for the dry run that is alive.';
COMMENT ON COLUMN dry_run_segments.run_id IS 'The dry run.';
COMMENT ON COLUMN dry_run_segments.segment_id IS 'The segment, which stays as it is.';
COMMENT ON COLUMN dry_run_segments.size_bytes IS 'Size of its object, compressed.';
COMMENT ON COLUMN dry_run_segments.quarantined IS 'Whether it cannot be read.';
COMMENT ON COLUMN dry_run_segments.events IS 'Its events that the run was asked about.';
COMMENT ON COLUMN dry_run_segments.loaded IS 'Of those, rows that would be added.';
COMMENT ON COLUMN dry_run_segments.duplicates IS 'Of those, messages that are counted already or would be by then.';
COMMENT ON COLUMN dry_run_segments.conflicts IS 'Of those, message ids that are known by then with other content.';
COMMENT ON COLUMN dry_run_segments.dead_letters IS 'Of those, rejected at the door or by the pipeline.';

CREATE UNLOGGED TABLE dry_run_messages (
    run_id        bigint NOT NULL,
    company_id    text   NOT NULL,
    message_id    text   NOT NULL,
    event_id      uuid   NOT NULL,
    content_hash  bytea  NOT NULL,
    PRIMARY KEY (run_id, company_id, message_id)
);
COMMENT ON TABLE dry_run_messages IS 'Messages that the dry run that is alive would have counted by now, so that it knows a second one.';
COMMENT ON COLUMN dry_run_messages.run_id IS 'The dry run.';
COMMENT ON COLUMN dry_run_messages.company_id IS 'Account.';
COMMENT ON COLUMN dry_run_messages.message_id IS 'Producer''s message id.';
COMMENT ON COLUMN dry_run_messages.event_id IS 'The event that would be counted.';
COMMENT ON COLUMN dry_run_messages.content_hash IS 'SHA-256 of its normalised content.';

-- Jakarta Batch's own repository, with the names and columns that Payara 6 looks for. Payara would make these tables by
-- itself, but without an index on the two status tables, so that each step of each run would read through the whole
-- history, and without a way to purge by age.
CREATE SCHEMA IF NOT EXISTS batch;
COMMENT ON SCHEMA batch IS 'The job repository of Jakarta Batch: only the server''s batch runtime writes here. job_runs is what the product reads.';

CREATE TABLE batch.jbatchcheckpointdata (
    id   varchar(512),
    obj  bytea
);
COMMENT ON TABLE batch.jbatchcheckpointdata IS 'Checkpoints of chunk steps; ours have none.';
COMMENT ON COLUMN batch.jbatchcheckpointdata.id IS 'Job instance and step.';
COMMENT ON COLUMN batch.jbatchcheckpointdata.obj IS 'Serialised checkpoint.';
CREATE INDEX jbatchcheckpointdata_id ON batch.jbatchcheckpointdata (id);
COMMENT ON INDEX batch.jbatchcheckpointdata_id IS 'For the batch runtime''s look-up.';

CREATE TABLE batch.jbatchjobinstancedata (
    jobinstanceid  bigserial PRIMARY KEY,
    name           varchar(512),
    apptag         varchar(512)
);
COMMENT ON TABLE batch.jbatchjobinstancedata IS 'Job instances; each of our runs is one of its own.';
COMMENT ON COLUMN batch.jbatchjobinstancedata.jobinstanceid IS 'Id.';
COMMENT ON COLUMN batch.jbatchjobinstancedata.name IS 'Job.';
COMMENT ON COLUMN batch.jbatchjobinstancedata.apptag IS 'Application on the server.';

CREATE TABLE batch.jbatchexecutioninstancedata (
    jobexecid      bigserial PRIMARY KEY,
    jobinstanceid  bigint NOT NULL REFERENCES batch.jbatchjobinstancedata (jobinstanceid) ON DELETE CASCADE,
    createtime     timestamp,
    starttime      timestamp,
    endtime        timestamp,
    updatetime     timestamp,
    parameters     bytea,
    batchstatus    varchar(512),
    exitstatus     varchar(512)
);
COMMENT ON TABLE batch.jbatchexecutioninstancedata IS 'Executions. One that was killed stays STARTED for ever; job_runs tells what became of it.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.jobexecid IS 'Id; job_runs.batch_execution_id names it.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.jobinstanceid IS 'Job instance.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.createtime IS 'Start, by the replica''s clock and zone.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.starttime IS 'Begin of the work.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.endtime IS 'End.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.updatetime IS 'Last change.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.parameters IS 'Serialised job parameters: the run id.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.batchstatus IS 'Batch status.';
COMMENT ON COLUMN batch.jbatchexecutioninstancedata.exitstatus IS 'Exit status.';
CREATE INDEX jbatchexecution_instance ON batch.jbatchexecutioninstancedata (jobinstanceid);
COMMENT ON INDEX batch.jbatchexecution_instance IS 'For the batch runtime''s joins, and the purge.';
CREATE INDEX jbatchexecution_created ON batch.jbatchexecutioninstancedata (createtime);
COMMENT ON INDEX batch.jbatchexecution_created IS 'For the purge by age.';

CREATE TABLE batch.jbatchstepexecutioninstancedata (
    stepexecid        bigserial PRIMARY KEY,
    jobexecid         bigint NOT NULL REFERENCES batch.jbatchexecutioninstancedata (jobexecid) ON DELETE CASCADE,
    batchstatus       varchar(512),
    exitstatus        varchar(512),
    stepname          varchar(512),
    readcount         integer,
    writecount        integer,
    commitcount       integer,
    rollbackcount     integer,
    readskipcount     integer,
    processskipcount  integer,
    filtercount       integer,
    writeskipcount    integer,
    starttime         timestamp,
    endtime           timestamp,
    persistentdata    bytea
);
COMMENT ON TABLE batch.jbatchstepexecutioninstancedata IS 'Step executions.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.stepexecid IS 'Id.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.jobexecid IS 'Execution.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.batchstatus IS 'Batch status.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.exitstatus IS 'What the step said at its end.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.stepname IS 'Step, as the job''s XML names it.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.readcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.writecount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.commitcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.rollbackcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.readskipcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.processskipcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.filtercount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.writeskipcount IS 'Of chunk steps.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.starttime IS 'Begin.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.endtime IS 'End.';
COMMENT ON COLUMN batch.jbatchstepexecutioninstancedata.persistentdata IS 'Serialised data of the step; ours have none.';
CREATE INDEX jbatchstepexecution_execution ON batch.jbatchstepexecutioninstancedata (jobexecid);
COMMENT ON INDEX batch.jbatchstepexecution_execution IS 'For the batch runtime''s joins, and the purge.';

CREATE TABLE batch.jbatchjobstatus (
    id   bigint PRIMARY KEY REFERENCES batch.jbatchjobinstancedata (jobinstanceid) ON DELETE CASCADE,
    obj  bytea
);
COMMENT ON TABLE batch.jbatchjobstatus IS 'Status of job instances.';
COMMENT ON COLUMN batch.jbatchjobstatus.id IS 'Job instance.';
COMMENT ON COLUMN batch.jbatchjobstatus.obj IS 'Serialised status.';

CREATE TABLE batch.jbatchstepstatus (
    id   bigint PRIMARY KEY REFERENCES batch.jbatchstepexecutioninstancedata (stepexecid) ON DELETE CASCADE,
    obj  bytea
);
COMMENT ON TABLE batch.jbatchstepstatus IS 'Status of step executions.';
COMMENT ON COLUMN batch.jbatchstepstatus.id IS 'Step execution.';
COMMENT ON COLUMN batch.jbatchstepstatus.obj IS 'Serialised status.';
