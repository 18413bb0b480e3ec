-- What a node tells of an attempt besides the answer: the last one of a recipient, and each soft bounce. -1: unknown.
ALTER TABLE recipients ADD COLUMN node_id bigint NOT NULL DEFAULT 0;
ALTER TABLE recipients ADD COLUMN stage text NOT NULL DEFAULT '';
ALTER TABLE recipients ADD COLUMN bounce_class text NOT NULL DEFAULT '';
ALTER TABLE recipients ADD COLUMN pattern_id bigint NOT NULL DEFAULT 0;
ALTER TABLE recipients ADD COLUMN pattern text NOT NULL DEFAULT '';
ALTER TABLE recipients ADD COLUMN tls text NOT NULL DEFAULT '';
ALTER TABLE recipients ADD COLUMN connect_ms bigint NOT NULL DEFAULT -1;
ALTER TABLE recipients ADD COLUMN answer_ms bigint NOT NULL DEFAULT -1;
ALTER TABLE recipients ADD COLUMN conversation_id bigint NOT NULL DEFAULT 0;

ALTER TABLE events ADD COLUMN node_id bigint NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN stage text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN bounce_class text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN pattern_id bigint NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN pattern text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN tls text NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN connect_ms bigint NOT NULL DEFAULT -1;
ALTER TABLE events ADD COLUMN answer_ms bigint NOT NULL DEFAULT -1;
ALTER TABLE events ADD COLUMN conversation_id bigint NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN next_at bigint;
