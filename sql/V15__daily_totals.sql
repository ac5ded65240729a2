-- Sums of a day over all companies, for reports with a row or a bar for each day: a day has as many lines here as there
-- are types, and not as many as the companies have of them. Loads of a day change the same few lines; where a page has
-- room for that, the index need not know.
CREATE TABLE daily_totals (
    business_day     date    NOT NULL,
    event_type       text    NOT NULL,
    business_context text    NOT NULL,
    events           bigint  NOT NULL,
    quality_sum      numeric NOT NULL,
    PRIMARY KEY (business_day, event_type, business_context)
) WITH (fillfactor = 50);
COMMENT ON TABLE daily_totals IS 'The sums of daily_rollup over companies and currencies; written in the same transaction, so they always equal a recount.';
COMMENT ON COLUMN daily_totals.business_day IS 'Day in Europe/Madrid.';
COMMENT ON COLUMN daily_totals.event_type IS 'Type as sent.';
COMMENT ON COLUMN daily_totals.business_context IS 'Class of the type.';
COMMENT ON COLUMN daily_totals.events IS 'Rows.';
COMMENT ON COLUMN daily_totals.quality_sum IS 'Sum of data_quality_score.';

INSERT INTO daily_totals
SELECT business_day, event_type, business_context, sum(events), sum(quality_sum) FROM daily_rollup GROUP BY 1, 2, 3;
