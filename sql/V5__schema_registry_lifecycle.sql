-- The rest of the registry: soft deletes, references between schemas, compatibility and mode. Only additions: a replica
-- of the version before goes on working beside a new one.
ALTER TABLE subject_versions ADD COLUMN deleted_at timestamptz;
COMMENT ON TABLE subject_versions IS 'The versions of each subject. A version that is deleted for good leaves a gap; its schema stays, since events name it.';
COMMENT ON COLUMN subject_versions.deleted_at IS 'When it was deleted softly: hidden, but still there for whoever asks for deleted ones; absent = it was not.';
CREATE INDEX subject_versions_schema ON subject_versions (schema_id);
COMMENT ON INDEX subject_versions_schema IS 'Where a schema is used.';

COMMENT ON COLUMN schemas.schema_text IS 'The text: JSON as it was registered, Avro in Avro''s own spelling.';
COMMENT ON COLUMN schemas.fingerprint IS 'Lower-case hex SHA-256 of type, canonical text and, when it has any, references.';

CREATE TABLE schema_references (
    schema_id  integer NOT NULL REFERENCES schemas (id),
    position   integer NOT NULL CHECK (position >= 0),
    name       text    NOT NULL,
    subject    text    NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    target_id  integer NOT NULL REFERENCES schemas (id),
    PRIMARY KEY (schema_id, position)
);
COMMENT ON TABLE schema_references IS 'What a schema takes from other schemas. A version that a version in use refers to cannot be deleted.';
COMMENT ON COLUMN schema_references.schema_id IS 'The schema that refers.';
COMMENT ON COLUMN schema_references.position IS 'Order in which it was registered, from 0.';
COMMENT ON COLUMN schema_references.name IS 'The name by which the text refers: a $ref of JSON Schema, a full name of Avro.';
COMMENT ON COLUMN schema_references.subject IS 'Subject that is referred to.';
COMMENT ON COLUMN schema_references.version IS 'Version of that subject.';
COMMENT ON COLUMN schema_references.target_id IS 'The schema that this version was at registration: what the reference means for ever.';
CREATE INDEX schema_references_target ON schema_references (subject, version);
COMMENT ON INDEX schema_references_target IS 'Who refers to a version.';

CREATE TABLE subject_config (
    subject        text    PRIMARY KEY,
    compatibility  text    CHECK (compatibility IN ('NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD',
                                                    'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE')),
    normalize      boolean
);
COMMENT ON TABLE subject_config IS 'What a new version of a subject must keep. A subject without a row has the global configuration, and that without a row BACKWARD.';
COMMENT ON COLUMN subject_config.subject IS 'Empty = global.';
COMMENT ON COLUMN subject_config.compatibility IS 'Compatibility level by Confluent''s name; absent = not set here.';
COMMENT ON COLUMN subject_config.normalize IS 'Whether schemas are normalised without being asked; absent = not set here.';

CREATE TABLE subject_modes (
    subject  text PRIMARY KEY,
    mode     text NOT NULL CHECK (mode IN ('READWRITE', 'READONLY', 'IMPORT'))
);
COMMENT ON TABLE subject_modes IS 'Whether a subject may be changed. A subject without a row has the global mode, and that without a row READWRITE.';
COMMENT ON COLUMN subject_modes.subject IS 'Empty = global.';
COMMENT ON COLUMN subject_modes.mode IS 'READWRITE; READONLY: nothing is registered or deleted; IMPORT: registrations bring their ids.';
