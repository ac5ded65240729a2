-- The built-in schema registry. A schema's text is stored once, whatever subjects use it, and its id never changes:
-- raw segments name the schema they were validated against by this id.
CREATE TABLE schemas (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_type  text        NOT NULL CHECK (schema_type IN ('JSON', 'AVRO')),
    schema_text  text        NOT NULL,
    fingerprint  text        NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE schemas IS 'Schema texts by id; one row per distinct canonical text.';
COMMENT ON COLUMN schemas.id IS 'Global id, as Confluent''s registry gives it; never reused.';
COMMENT ON COLUMN schemas.schema_type IS 'JSON (JSON Schema) or AVRO.';
COMMENT ON COLUMN schemas.schema_text IS 'The text as it was registered.';
COMMENT ON COLUMN schemas.fingerprint IS 'Lower-case hex SHA-256 of type and canonical text.';
COMMENT ON COLUMN schemas.created_at IS 'When the text was first registered.';

CREATE TABLE subject_versions (
    subject     text        NOT NULL,
    version     integer     NOT NULL CHECK (version > 0),
    schema_id   integer     NOT NULL REFERENCES schemas (id),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, version)
);
COMMENT ON TABLE subject_versions IS 'The versions of each subject, 1 upwards without gaps.';
COMMENT ON COLUMN subject_versions.subject IS 'For example events.raw-value.';
COMMENT ON COLUMN subject_versions.version IS 'Version within the subject.';
COMMENT ON COLUMN subject_versions.schema_id IS 'The schema that this version is.';
COMMENT ON COLUMN subject_versions.created_at IS 'When the version was registered.';
CREATE UNIQUE INDEX subject_versions_once ON subject_versions (subject, schema_id);
