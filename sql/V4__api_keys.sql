-- API keys that an administrator makes. A secret is 256 random bits, so its SHA-256 cannot be turned back by trying, as
-- that of a password could: a slow hash would cost every request and protect nothing more.
CREATE TABLE api_keys (
    key_id               text        PRIMARY KEY CHECK (key_id ~ '^[0-9a-f]{16}$'),
    name                 text        NOT NULL,
    role                 text        NOT NULL CHECK (role IN ('producer', 'analyst', 'admin')),
    company_id           text,
    events_per_second    integer     CHECK (events_per_second > 0),
    requests_per_second  integer     CHECK (requests_per_second > 0),
    created_at           timestamptz NOT NULL DEFAULT now(),
    created_by           text        NOT NULL,
    expires_at           timestamptz,
    revoked_at           timestamptz,
    revoked_by           text,
    last_used_at         timestamptz,
    CHECK (role <> 'admin' OR company_id IS NULL),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
);
COMMENT ON TABLE api_keys IS 'One row per key that was ever made; a key is revoked, never deleted, so that each id keeps its meaning.';
COMMENT ON COLUMN api_keys.key_id IS 'Public name of the key: part of its text, and what logs and other tables call the caller.';
COMMENT ON COLUMN api_keys.name IS 'What it is for, in an administrator''s words.';
COMMENT ON COLUMN api_keys.role IS 'What its holder may do.';
COMMENT ON COLUMN api_keys.company_id IS 'The only company whose events it may send and see; absent = all.';
COMMENT ON COLUMN api_keys.events_per_second IS 'Its own limit; absent = the configured one.';
COMMENT ON COLUMN api_keys.requests_per_second IS 'Its own limit; absent = the configured one.';
COMMENT ON COLUMN api_keys.created_at IS 'Database time.';
COMMENT ON COLUMN api_keys.created_by IS 'Key id of the administrator.';
COMMENT ON COLUMN api_keys.expires_at IS 'From then on it is refused; absent = never.';
COMMENT ON COLUMN api_keys.revoked_at IS 'When it was revoked; absent = it was not.';
COMMENT ON COLUMN api_keys.revoked_by IS 'Key id of the administrator who revoked it.';
COMMENT ON COLUMN api_keys.last_used_at IS 'Last request with it, by the replica''s clock; written every few seconds, absent = never used.';
CREATE INDEX api_keys_newest ON api_keys (created_at, key_id);
COMMENT ON INDEX api_keys_newest IS 'Pages of the list, newest first.';

CREATE TABLE api_key_secrets (
    digest      bytea       PRIMARY KEY CHECK (octet_length(digest) = 32),
    key_id      text        NOT NULL REFERENCES api_keys (key_id),
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz
);
COMMENT ON TABLE api_key_secrets IS 'The secrets of each key, as digests only. After a rotation two are valid, so that callers can change over.';
COMMENT ON COLUMN api_key_secrets.digest IS 'SHA-256 of the key''s text.';
COMMENT ON COLUMN api_key_secrets.key_id IS 'The key that it opens.';
COMMENT ON COLUMN api_key_secrets.created_at IS 'Database time.';
COMMENT ON COLUMN api_key_secrets.expires_at IS 'End of its overlap with the next secret; absent on the newest one.';
CREATE INDEX api_key_secrets_key ON api_key_secrets (key_id);
COMMENT ON INDEX api_key_secrets_key IS 'Secrets of a key.';

CREATE TABLE api_key_version (
    one_row  boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    version  bigint  NOT NULL
);
COMMENT ON TABLE api_key_version IS 'Counts the changes to keys and secrets. Every replica looks at it each second and reads the keys only when it differs; whoever changes keys by hand counts it up in the same transaction.';
COMMENT ON COLUMN api_key_version.one_row IS 'There is exactly one row.';
COMMENT ON COLUMN api_key_version.version IS 'Differs after each change.';
INSERT INTO api_key_version (version) VALUES (0);
