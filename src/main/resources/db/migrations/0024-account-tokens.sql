-- Accounts' own tokens. Their numbers come from the sequence of the administrators' ones: a token's number is its own,
-- whichever kind it is, and what is kept by it (idempotency keys) never collides.
CREATE TABLE account_tokens (
  account_id bigint NOT NULL REFERENCES accounts (id),
  id bigint NOT NULL,
  name text NOT NULL,
  active smallint NOT NULL,
  expires_at bigint,
  scopes text NOT NULL,
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
) ${clustered};

CREATE INDEX account_tokens_previous ON account_tokens (previous_hash) WHERE previous_hash IS NOT NULL;
