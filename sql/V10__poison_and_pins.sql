-- What a segment needs so that nothing which befalls it spoils the rest: a choice of schemas that no later run makes
-- anew, and a quick look at those that were set aside.
ALTER TABLE raw_segments ADD COLUMN schema_pins jsonb;
COMMENT ON COLUMN raw_segments.schema_pins IS 'Schemas by which its events are judged that the door took without knowing one: {event type: schema id}; the empty type stands for all others. Written once, before the first verdict has an effect; absent when no event needed it.';

CREATE INDEX raw_segments_quarantined ON raw_segments (segment_id) WHERE state = 'quarantined';
COMMENT ON INDEX raw_segments_quarantined IS 'For counting and listing what is set aside.';
