-- What analysts ask: one row per counted message, and sums by business day from which every report is made.
CREATE TABLE business_events (
    event_id            uuid        PRIMARY KEY,
    event_type          text        NOT NULL,
    company_id          text        NOT NULL,
    user_id             text,
    "timestamp"         bigint      NOT NULL,
    business_day        date        NOT NULL,
    business_context    text        NOT NULL,
    data_quality_score  numeric(3, 2) NOT NULL,
    amount              numeric,
    currency            text        NOT NULL,
    metadata            jsonb       NOT NULL,
    correlation_id      uuid        NOT NULL,
    message_id          text,
    content_hash        bytea       NOT NULL,
    schema_id           integer     NOT NULL,
    received_at         timestamptz NOT NULL,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE business_events IS 'One row per message that was accepted; the same message of the same company stands here once.';
COMMENT ON COLUMN business_events.event_id IS 'Time-ordered; names segment and line of the raw event.';
COMMENT ON COLUMN business_events.event_type IS 'Type as sent.';
COMMENT ON COLUMN business_events.company_id IS 'Account that the event belongs to.';
COMMENT ON COLUMN business_events.user_id IS 'User or actor; absent when the event names none.';
COMMENT ON COLUMN business_events."timestamp" IS 'When the event happened, epoch milliseconds.';
COMMENT ON COLUMN business_events.business_day IS 'The same instant as a day in Europe/Madrid.';
COMMENT ON COLUMN business_events.business_context IS 'Class of the event type by the context rules.';
COMMENT ON COLUMN business_events.data_quality_score IS '0.00 to 1.00.';
COMMENT ON COLUMN business_events.amount IS 'Exact decimal; negative = refund; absent when the event has none.';
COMMENT ON COLUMN business_events.currency IS 'ISO 4217 code of the amount; EUR unless the event says otherwise.';
COMMENT ON COLUMN business_events.metadata IS 'Subscription, platform, device and quality issues of the event.';
COMMENT ON COLUMN business_events.correlation_id IS 'Package that the event came in.';
COMMENT ON COLUMN business_events.message_id IS 'Producer''s message id; absent when the event has none.';
COMMENT ON COLUMN business_events.content_hash IS 'SHA-256 of the normalised content: tells a repeated message from a reused id.';
COMMENT ON COLUMN business_events.schema_id IS 'Registry id of the schema that the event was validated against.';
COMMENT ON COLUMN business_events.received_at IS 'When the event was received.';
COMMENT ON COLUMN business_events.created_at IS 'When the row was loaded.';
COMMENT ON COLUMN business_events.updated_at IS 'When the row last changed.';
CREATE UNIQUE INDEX business_events_message ON business_events (company_id, message_id);
COMMENT ON INDEX business_events_message IS 'The same message of the same company is counted once; rows without message id never collide.';

CREATE TABLE duplicate_events (
    event_id           uuid        PRIMARY KEY,
    original_event_id  uuid        NOT NULL,
    segment_id         text        NOT NULL REFERENCES raw_segments (segment_id),
    created_at         timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE duplicate_events IS 'Accepted events whose message had been counted already.';
COMMENT ON COLUMN duplicate_events.event_id IS 'The event that was not counted again.';
COMMENT ON COLUMN duplicate_events.original_event_id IS 'The row in business_events that counts for it.';
COMMENT ON COLUMN duplicate_events.segment_id IS 'Raw segment of the duplicate.';
COMMENT ON COLUMN duplicate_events.created_at IS 'When it was recognised.';

CREATE TABLE dead_letters (
    event_id       uuid        PRIMARY KEY,
    package_id     uuid        NOT NULL,
    segment_id     text        NOT NULL REFERENCES raw_segments (segment_id),
    line           integer     NOT NULL CHECK (line >= 0),
    received_at    timestamptz NOT NULL,
    company_id     text,
    event_type     text,
    reason         text        NOT NULL,
    errors         jsonb       NOT NULL,
    schema_id      integer     NOT NULL,
    event          text        NOT NULL,
    status         text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'replayed', 'discarded')),
    attempts       integer     NOT NULL DEFAULT 1,
    first_seen_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dead_letters IS 'Every event that is not counted, with its reasons and the bytes to recover it from.';
COMMENT ON COLUMN dead_letters.event_id IS 'Id that the caller was given.';
COMMENT ON COLUMN dead_letters.package_id IS 'Package that the event came in.';
COMMENT ON COLUMN dead_letters.segment_id IS 'Raw segment that holds the event.';
COMMENT ON COLUMN dead_letters.line IS 'Line in that segment, from 0.';
COMMENT ON COLUMN dead_letters.received_at IS 'When the event was received.';
COMMENT ON COLUMN dead_letters.company_id IS 'Account, if it could be read.';
COMMENT ON COLUMN dead_letters.event_type IS 'Type, if it could be read.';
COMMENT ON COLUMN dead_letters.reason IS 'Reason code of the first error, for grouping.';
COMMENT ON COLUMN dead_letters.errors IS 'All errors: [{reason, pointer, message}].';
COMMENT ON COLUMN dead_letters.schema_id IS 'Schema that it was checked against; 0 = none.';
COMMENT ON COLUMN dead_letters.event IS 'The event as sent: JSON text, value for value.';
COMMENT ON COLUMN dead_letters.status IS 'open, replayed or discarded.';
COMMENT ON COLUMN dead_letters.attempts IS 'How often it was tried.';
COMMENT ON COLUMN dead_letters.first_seen_at IS 'When the row was made.';

CREATE TABLE daily_rollup (
    business_day      date    NOT NULL,
    company_id        text    NOT NULL,
    event_type        text    NOT NULL,
    business_context  text    NOT NULL,
    currency          text    NOT NULL,
    events            bigint  NOT NULL,
    quality_sum       numeric NOT NULL,
    amount_count      bigint  NOT NULL,
    amount_sum        numeric NOT NULL,
    refund_count      bigint  NOT NULL,
    refund_sum        numeric NOT NULL,
    amount_min        numeric,
    amount_max        numeric,
    first_event_at    timestamptz NOT NULL,
    last_event_at     timestamptz NOT NULL,
    PRIMARY KEY (business_day, company_id, event_type, business_context, currency)
);
COMMENT ON TABLE daily_rollup IS 'Additive sums by business day; written in the same transaction as the rows they sum, so they always equal a recount.';
COMMENT ON COLUMN daily_rollup.business_day IS 'Day in Europe/Madrid.';
COMMENT ON COLUMN daily_rollup.company_id IS 'Account.';
COMMENT ON COLUMN daily_rollup.event_type IS 'Type as sent.';
COMMENT ON COLUMN daily_rollup.business_context IS 'Class of the type.';
COMMENT ON COLUMN daily_rollup.currency IS 'Amounts of different currencies are never summed.';
COMMENT ON COLUMN daily_rollup.events IS 'Rows.';
COMMENT ON COLUMN daily_rollup.quality_sum IS 'Sum of data_quality_score.';
COMMENT ON COLUMN daily_rollup.amount_count IS 'Rows with an amount, refunds included.';
COMMENT ON COLUMN daily_rollup.amount_sum IS 'Sum of all amounts, refunds included.';
COMMENT ON COLUMN daily_rollup.refund_count IS 'Rows with a negative amount.';
COMMENT ON COLUMN daily_rollup.refund_sum IS 'Sum of the negative amounts; zero or less.';
COMMENT ON COLUMN daily_rollup.amount_min IS 'Least amount; absent when there is none.';
COMMENT ON COLUMN daily_rollup.amount_max IS 'Greatest amount; absent when there is none.';
COMMENT ON COLUMN daily_rollup.first_event_at IS 'Earliest event.';
COMMENT ON COLUMN daily_rollup.last_event_at IS 'Latest event.';

-- Views, not tables: they cannot disagree with the rollup, and the rollup commits with the rows.
CREATE VIEW company_analytics AS
WITH by_context AS (
    SELECT company_id, business_context, sum(events) AS events
    FROM daily_rollup
    GROUP BY company_id, business_context
)
SELECT r.company_id,
       sum(r.events)::bigint                                        AS total_events,
       (extract(epoch FROM max(r.last_event_at)) * 1000)::bigint    AS last_event_timestamp,
       round(sum(r.quality_sum) / sum(r.events), 4)                 AS avg_data_quality,
       (SELECT jsonb_object_agg(c.business_context, c.events)
        FROM by_context c WHERE c.company_id = r.company_id)        AS business_contexts,
       count(DISTINCT r.business_day)                               AS days_active
FROM daily_rollup r
GROUP BY r.company_id;
COMMENT ON VIEW company_analytics IS 'Per company: events, last event (epoch ms), average quality, events by context.';

CREATE VIEW event_type_summary AS
SELECT event_type,
       min(business_context)                                        AS business_context,
       sum(events)::bigint                                          AS total_count,
       count(DISTINCT company_id)                                   AS unique_companies,
       round(sum(quality_sum) / sum(events), 4)                     AS avg_quality_score,
       (extract(epoch FROM min(first_event_at)) * 1000)::bigint     AS first_occurrence,
       (extract(epoch FROM max(last_event_at)) * 1000)::bigint      AS last_occurrence
FROM daily_rollup
GROUP BY event_type;
COMMENT ON VIEW event_type_summary IS 'Per event type: events, companies, average quality, first and last occurrence (epoch ms).';
