-- Where the time of a run went.
ALTER TABLE job_runs ADD COLUMN step_millis jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN job_runs.step_millis IS 'Milliseconds that the steps of the pipeline took by their names, all workers together; {} until the run ends.';
