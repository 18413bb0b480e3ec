-- Keys by which administrators sign in (WebAuthn): the public half of each.
CREATE TABLE administrator_passkeys (
  id bigint PRIMARY KEY,
  administrator_id bigint NOT NULL,
  name text NOT NULL,
  credential_id text NOT NULL UNIQUE,
  credential text NOT NULL,
  synced smallint NOT NULL,
  counter bigint NOT NULL,
  created_at bigint NOT NULL,
  last_used_at bigint
) ${strict};
CREATE INDEX administrator_passkeys_by_person ON administrator_passkeys (administrator_id, id);

-- Challenges that a key is to answer, each once and within minutes.
CREATE TABLE passkey_challenges (
  hash text PRIMARY KEY,
  network text NOT NULL,
  ends_at bigint NOT NULL
) ${strict};
CREATE INDEX passkey_challenges_by_network ON passkey_challenges (network, ends_at);
