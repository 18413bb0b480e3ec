-- The platform's own mail is in the queue now, and notices say what became of it. What waits in notice_words is of an
-- earlier version; the server moves it into the queue when it starts, and nothing is written there any more.
DROP INDEX notices_due;
ALTER TABLE notices DROP COLUMN next_attempt_at;
ALTER TABLE notices DROP COLUMN lease_owner;
ALTER TABLE notices DROP COLUMN lease_until;

CREATE INDEX notices_waiting ON notices (id) WHERE state = 'new';
