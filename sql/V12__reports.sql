-- What the reports read beyond the sums there were: what each dimension of quality lost, and what changed last.
ALTER TABLE daily_rollup
    ADD COLUMN completeness_lost  bigint NOT NULL DEFAULT 0,
    ADD COLUMN timeliness_lost    bigint NOT NULL DEFAULT 0,
    ADD COLUMN plausibility_lost  bigint NOT NULL DEFAULT 0,
    ADD COLUMN identity_lost      bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN daily_rollup.completeness_lost IS 'Per cent of completeness that the events lost, summed: 1 - lost / (100 * events) is the average.';
COMMENT ON COLUMN daily_rollup.timeliness_lost IS 'The same of timeliness.';
COMMENT ON COLUMN daily_rollup.plausibility_lost IS 'The same of plausibility.';
COMMENT ON COLUMN daily_rollup.identity_lost IS 'The same of identity.';

-- The issues of an event say what it lost, as event/QualityIssue.java has it.
UPDATE daily_rollup r
SET completeness_lost = l.completeness, timeliness_lost = l.timeliness, plausibility_lost = l.plausibility,
    identity_lost = l.identity
FROM (SELECT e.business_day, e.company_id, e.event_type, e.business_context, e.currency,
             coalesce(sum(i.lost) FILTER (WHERE i.dimension = 'completeness'), 0) AS completeness,
             coalesce(sum(i.lost) FILTER (WHERE i.dimension = 'timeliness'), 0)   AS timeliness,
             coalesce(sum(i.lost) FILTER (WHERE i.dimension = 'plausibility'), 0) AS plausibility,
             coalesce(sum(i.lost) FILTER (WHERE i.dimension = 'identity'), 0)     AS identity
      FROM business_events e
      CROSS JOIN LATERAL jsonb_array_elements_text(e.metadata -> 'qualityIssues') AS q (code)
      JOIN (VALUES ('NO_PLATFORM', 'completeness', 30), ('NO_DEVICE', 'completeness', 30),
                   ('NO_DATA', 'completeness', 40), ('LATE_MINUTES', 'timeliness', 25),
                   ('LATE_HOURS', 'timeliness', 60), ('LATE_DAYS', 'timeliness', 100),
                   ('FUTURE_TIME', 'plausibility', 50), ('ZERO_AMOUNT', 'plausibility', 30),
                   ('HUGE_AMOUNT', 'plausibility', 50), ('NO_MESSAGE_ID', 'identity', 60),
                   ('WEAK_MESSAGE_ID', 'identity', 20), ('NO_USER', 'identity', 40))
          AS i (code, dimension, lost) USING (code)
      GROUP BY 1, 2, 3, 4, 5) l
WHERE (r.business_day, r.company_id, r.event_type, r.business_context, r.currency)
    = (l.business_day, l.company_id, l.event_type, l.business_context, l.currency);

-- A report says which loads it counts by the newest changes of the ledger.
CREATE INDEX raw_segments_finished ON raw_segments (finished_at) WHERE finished_at IS NOT NULL;
COMMENT ON INDEX raw_segments_finished IS 'For the position of a report: the segments that were finished last.';
CREATE INDEX dead_letter_outcomes_recorded ON dead_letter_outcomes (recorded_at);
COMMENT ON INDEX dead_letter_outcomes_recorded IS 'For the position of a report: the outcomes that were recorded last.';
CREATE INDEX job_runs_started ON job_runs (started_at);
COMMENT ON INDEX job_runs_started IS 'For the runs of a period.';
