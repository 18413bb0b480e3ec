-- OpenID providers that sign the users of an account in. The secret goes with each request to the provider, so it is
-- kept as it is; calls and the audit never show it.
CREATE TABLE account_oidc_providers (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  client_secret text NOT NULL,
  client_secret_set_at bigint,
  scopes text NOT NULL,
  login_claim text NOT NULL,
  email_domains text NOT NULL,
  roles_claim text NOT NULL,
  roles text NOT NULL,
  create_users smallint NOT NULL,
  second_factors text NOT NULL,
  active smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE UNIQUE INDEX account_oidc_providers_of ON account_oidc_providers (account_id, name);

-- Which user a provider's person is. A user has one name at each provider.
CREATE TABLE user_identities (
  provider_id bigint NOT NULL,
  subject text NOT NULL,
  account_id bigint NOT NULL,
  user_id bigint NOT NULL,
  linked_at bigint NOT NULL,
  PRIMARY KEY (provider_id, subject)
) ${clustered};

CREATE UNIQUE INDEX user_identities_of ON user_identities (user_id, provider_id);
CREATE INDEX user_identities_of_account ON user_identities (account_id);

-- Which provider has opened a session, 0 for a password; and whether its word stands for a second factor.
ALTER TABLE user_sessions ADD COLUMN provider_id bigint NOT NULL DEFAULT 0;
ALTER TABLE user_sessions ADD COLUMN provider_factor smallint NOT NULL DEFAULT 0;
CREATE INDEX user_sessions_by_provider ON user_sessions (provider_id) WHERE provider_id > 0;
