-- Events are forgotten by their time, whatever their numbers: one wrong time stops nothing.
CREATE INDEX events_at ON events (at);

-- Whose keys they are, so that an account has a share of them whatever its tokens.
ALTER TABLE idempotency ADD COLUMN account_id bigint;
CREATE INDEX idempotency_account ON idempotency (account_id) WHERE account_id IS NOT NULL;
