-- The same sums by month, for reports over years: a month of a company has a twentieth of the lines that its days have.
-- Many loads change a line; where its page has room for that, the index need not know.
CREATE TABLE monthly_rollup (
    month             date    NOT NULL CHECK (extract(day FROM month) = 1),
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
    completeness_lost bigint  NOT NULL,
    timeliness_lost   bigint  NOT NULL,
    plausibility_lost bigint  NOT NULL,
    identity_lost     bigint  NOT NULL,
    days              integer NOT NULL,
    PRIMARY KEY (month, company_id, event_type, business_context, currency)
) WITH (fillfactor = 50);
COMMENT ON TABLE monthly_rollup IS 'The sums of daily_rollup by month; written in the same transaction, so they always equal a recount.';
COMMENT ON COLUMN monthly_rollup.month IS 'First day of the month in Europe/Madrid.';
COMMENT ON COLUMN monthly_rollup.company_id IS 'Account.';
COMMENT ON COLUMN monthly_rollup.event_type IS 'Type as sent.';
COMMENT ON COLUMN monthly_rollup.business_context IS 'Class of the type.';
COMMENT ON COLUMN monthly_rollup.currency IS 'Amounts of different currencies are never summed.';
COMMENT ON COLUMN monthly_rollup.events IS 'Rows.';
COMMENT ON COLUMN monthly_rollup.quality_sum IS 'Sum of data_quality_score.';
COMMENT ON COLUMN monthly_rollup.amount_count IS 'Rows with an amount, refunds included.';
COMMENT ON COLUMN monthly_rollup.amount_sum IS 'Sum of all amounts, refunds included.';
COMMENT ON COLUMN monthly_rollup.refund_count IS 'Rows with a negative amount.';
COMMENT ON COLUMN monthly_rollup.refund_sum IS 'Sum of the negative amounts; zero or less.';
COMMENT ON COLUMN monthly_rollup.amount_min IS 'Least amount; absent when there is none.';
COMMENT ON COLUMN monthly_rollup.amount_max IS 'Greatest amount; absent when there is none.';
COMMENT ON COLUMN monthly_rollup.first_event_at IS 'Earliest event.';
COMMENT ON COLUMN monthly_rollup.last_event_at IS 'Latest event.';
COMMENT ON COLUMN monthly_rollup.completeness_lost IS 'Per cent of completeness that the events lost, summed: 1 - lost / (100 * events) is the average.';
COMMENT ON COLUMN monthly_rollup.timeliness_lost IS 'The same of timeliness.';
COMMENT ON COLUMN monthly_rollup.plausibility_lost IS 'The same of plausibility.';
COMMENT ON COLUMN monthly_rollup.identity_lost IS 'The same of identity.';
COMMENT ON COLUMN monthly_rollup.days IS 'Days with events: days::bit(31) has a 1 for each, the first of the month leftmost.';

INSERT INTO monthly_rollup
SELECT date_trunc('month', business_day::timestamp)::date, company_id, event_type, business_context, currency, sum(events),
       sum(quality_sum), sum(amount_count), sum(amount_sum), sum(refund_count), sum(refund_sum), min(amount_min),
       max(amount_max), min(first_event_at), max(last_event_at), sum(completeness_lost), sum(timeliness_lost),
       sum(plausibility_lost), sum(identity_lost), bit_or(1 << (31 - extract(day FROM business_day)::integer))
FROM daily_rollup GROUP BY 1, 2, 3, 4, 5;

CREATE OR REPLACE VIEW company_analytics AS
SELECT company_id, r.total_events, r.last_event_timestamp, r.avg_data_quality, c.business_contexts, r.days_active
FROM (SELECT company_id,
             sum(events)::bigint                                        AS total_events,
             (extract(epoch FROM max(last_event_at)) * 1000)::bigint    AS last_event_timestamp,
             round(sum(quality_sum) / sum(events), 4)                   AS avg_data_quality,
             sum(bit_count(days::bit(31)))::bigint                      AS days_active
      FROM (SELECT company_id, sum(events) AS events, max(last_event_at) AS last_event_at,
                   sum(quality_sum) AS quality_sum, bit_or(days) AS days
            FROM monthly_rollup
            GROUP BY company_id, month) months
      GROUP BY company_id) r
JOIN (SELECT company_id, jsonb_object_agg(business_context, events) AS business_contexts
      FROM (SELECT company_id, business_context, sum(events) AS events
            FROM monthly_rollup
            GROUP BY company_id, business_context) by_context
      GROUP BY company_id) c USING (company_id);

CREATE OR REPLACE VIEW event_type_summary AS
SELECT event_type,
       min(business_context)                                        AS business_context,
       sum(events)::bigint                                          AS total_count,
       count(DISTINCT company_id)                                   AS unique_companies,
       round(sum(quality_sum) / sum(events), 4)                     AS avg_quality_score,
       (extract(epoch FROM min(first_event_at)) * 1000)::bigint     AS first_occurrence,
       (extract(epoch FROM max(last_event_at)) * 1000)::bigint      AS last_occurrence
FROM monthly_rollup
GROUP BY event_type;
