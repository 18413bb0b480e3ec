-- Tokens of administrators and of accounts stand in one table, with their owner: 0 is the platform.
CREATE TABLE owned_tokens (
  account_id bigint NOT NULL,
  id bigint NOT NULL,
  name text NOT NULL,
  active smallint NOT NULL,
  expires_at bigint,
  scopes text NOT NULL,
  account_ids text NOT NULL,
  addresses text NOT NULL,
  secret_hash text NOT NULL UNIQUE,
  previous_hash text,
  previous_until bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  last_used_at bigint,
  last_used_from text,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name)
) ${strict};

INSERT INTO owned_tokens (account_id, id, name, active, expires_at, scopes, account_ids, addresses,
  secret_hash, previous_hash, previous_until, created_at, updated_at, last_used_at, last_used_from)
SELECT 0, id, name, active, expires_at, scopes, account_ids, addresses, secret_hash, previous_hash,
  previous_until, created_at, updated_at, last_used_at, last_used_from FROM tokens;

INSERT INTO owned_tokens (account_id, id, name, active, expires_at, scopes, account_ids, addresses,
  secret_hash, previous_hash, previous_until, created_at, updated_at, last_used_at, last_used_from)
SELECT account_id, id, name, active, expires_at, scopes, '', addresses, secret_hash, previous_hash,
  previous_until, created_at, updated_at, last_used_at, last_used_from FROM account_tokens;

DROP TABLE tokens;
DROP TABLE account_tokens;
ALTER TABLE owned_tokens RENAME TO tokens;
CREATE INDEX tokens_previous ON tokens (previous_hash) WHERE previous_hash IS NOT NULL;
