-- Whose word an answer is: 0 not known, 1 the host's for this recipient alone, 2 the host's for a whole transaction,
-- 3 our own.
ALTER TABLE recipients ADD COLUMN answered_by smallint NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN answered_by smallint NOT NULL DEFAULT 0;
