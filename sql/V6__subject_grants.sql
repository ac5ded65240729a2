-- Rights of a key on subjects of the schema registry, so that a team registers its own contracts without being
-- administrator of everything.
ALTER TABLE api_keys ADD COLUMN subjects text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN api_keys.subjects IS 'What it may do to subjects beyond its role: write:PREFIX or admin:PREFIX each; empty = nothing.';
