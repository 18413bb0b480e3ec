-- Why an address is suppressed, for how long, and by which message. What a mail host said stands in answer; reason is
-- for people. The end of hard ones that were there before is set by the program, which knows suppressions.keep.hard.
ALTER TABLE suppressions ADD COLUMN class text NOT NULL DEFAULT 'manual'
  CHECK (class IN ('hard', 'complaint', 'unsubscribe', 'manual'));
ALTER TABLE suppressions ADD COLUMN answer text NOT NULL DEFAULT '';
ALTER TABLE suppressions ADD COLUMN message_id bigint;
ALTER TABLE suppressions ADD COLUMN expires_at bigint;

UPDATE suppressions SET class = 'hard', answer = reason, reason = '' WHERE source = 'bounce';

CREATE INDEX suppressions_expiry ON suppressions (expires_at) WHERE expires_at IS NOT NULL;

CREATE INDEX suppressions_endless ON suppressions (id) WHERE class = 'hard' AND expires_at IS NULL;
