-- What a segment needs so that nothing which befalls it spoils the rest: a choice of schemas that no later run makes
-- anew, and a quick look at those that were set aside. And company_analytics in a form that costs one pass over the rollup,
-- where it was one for each company.
ALTER TABLE raw_segments ADD COLUMN schema_pins jsonb;
COMMENT ON COLUMN raw_segments.schema_pins IS 'Schemas by which its events are judged that the door took without knowing one: {event type: schema id}; the empty type stands for all others. Written once, before the first verdict has an effect; absent when no event needed it.';

CREATE INDEX raw_segments_quarantined ON raw_segments (segment_id) WHERE state = 'quarantined';
COMMENT ON INDEX raw_segments_quarantined IS 'For counting and listing what is set aside.';

CREATE OR REPLACE VIEW company_analytics AS
SELECT company_id, r.total_events, r.last_event_timestamp, r.avg_data_quality, c.business_contexts, r.days_active
FROM (SELECT company_id,
             sum(events)::bigint                                        AS total_events,
             (extract(epoch FROM max(last_event_at)) * 1000)::bigint    AS last_event_timestamp,
             round(sum(quality_sum) / sum(events), 4)                   AS avg_data_quality,
             count(DISTINCT business_day)                               AS days_active
      FROM daily_rollup
      GROUP BY company_id) r
JOIN (SELECT company_id, jsonb_object_agg(business_context, events) AS business_contexts
      FROM (SELECT company_id, business_context, sum(events) AS events
            FROM daily_rollup
            GROUP BY company_id, business_context) by_context
      GROUP BY company_id) c USING (company_id);
