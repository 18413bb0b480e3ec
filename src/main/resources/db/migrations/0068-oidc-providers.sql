-- OpenID providers that sign administrators in. The secret goes with each request to the provider, so it is kept as it
-- is; calls and the audit never show it.
CREATE TABLE oidc_providers (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  title text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  client_secret text NOT NULL,
  client_secret_set_at bigint,
  scopes text NOT NULL,
  login_claim text NOT NULL,
  roles_claim text NOT NULL,
  roles text NOT NULL,
  active smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- Who signs a person in, such as 'oidc:1', and the name that it has there; empty: a password of this server's.
ALTER TABLE administrators ADD COLUMN provider text NOT NULL DEFAULT '';
ALTER TABLE administrators ADD COLUMN provider_subject text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX administrators_by_provider ON administrators (provider, provider_subject) WHERE provider <> '';
