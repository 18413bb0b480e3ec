-- Who may do what, what was done, and the first nouns.

CREATE TABLE tokens (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
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
  last_used_from text
) ${strict};

CREATE INDEX tokens_previous ON tokens (previous_hash) WHERE previous_hash IS NOT NULL;

-- One row for each change; hash covers the row and the hash of the row before.
CREATE TABLE audit (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  actor text NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL,
  request_id text NOT NULL,
  action text NOT NULL,
  object_type text NOT NULL,
  object_id text NOT NULL,
  account_id bigint,
  before text,
  after text,
  hash text NOT NULL
) ${strict};

CREATE INDEX audit_object ON audit (object_type, object_id, id);
CREATE INDEX audit_account ON audit (account_id, id);

CREATE TABLE audit_head (
  one bigint PRIMARY KEY,
  id bigint NOT NULL,
  hash text NOT NULL
) ${strict};

INSERT INTO audit_head (one, id, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE idempotency (
  token_id bigint NOT NULL,
  name text NOT NULL,
  request text NOT NULL,
  error bigint NOT NULL,
  sealed smallint NOT NULL,
  body bytea NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (token_id, name)
) ${strict};

CREATE INDEX idempotency_at ON idempotency (at);

CREATE TABLE tariffs (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  messages_per_month bigint NOT NULL,
  api_calls_per_minute bigint NOT NULL,
  overrun text NOT NULL CHECK (overrun IN ('refuse', 'flag')),
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE TABLE accounts (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  name_key text NOT NULL UNIQUE,
  title text NOT NULL,
  title_key text NOT NULL,
  timezone text NOT NULL,
  tariff_id bigint NOT NULL REFERENCES tariffs (id),
  reports_day bigint NOT NULL,
  reports_hour bigint NOT NULL,
  force_2fa_auth smallint NOT NULL,
  pushes_enabled smallint NOT NULL,
  custom_push_domain text NOT NULL,
  is_smart smallint NOT NULL,
  pixels_enabled smallint NOT NULL,
  track_email_replies smallint NOT NULL,
  web_version_policy text,
  account_postgresql text,
  account_cache_clickhouse text,
  external_data_connectors text NOT NULL,
  is_active smallint NOT NULL,
  is_frozen smallint NOT NULL,
  frozen_payment_url text,
  frozen_reason text,
  frozen_since bigint,
  frozen_until bigint,
  is_subscribers_suspend_all smallint NOT NULL,
  is_tariff_exceed smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint
) ${strict};

CREATE INDEX accounts_tariff ON accounts (tariff_id, id);
CREATE INDEX accounts_inactive ON accounts (id) WHERE is_active = 0;
CREATE INDEX accounts_frozen ON accounts (id) WHERE is_frozen = 1;
CREATE INDEX accounts_thaw ON accounts (frozen_until) WHERE is_frozen = 1 AND frozen_until IS NOT NULL;
CREATE INDEX accounts_deleted ON accounts (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE account_counts (
  tariff_id bigint NOT NULL,
  is_active smallint NOT NULL,
  is_frozen smallint NOT NULL,
  is_deleted smallint NOT NULL,
  accounts bigint NOT NULL,
  PRIMARY KEY (tariff_id, is_active, is_frozen, is_deleted)
) ${strict};

CREATE TABLE users (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  login text NOT NULL,
  login_key text NOT NULL,
  first_name text NOT NULL,
  last_name text NOT NULL,
  email text NOT NULL,
  notify_email text NOT NULL,
  phone text NOT NULL,
  lang text NOT NULL,
  active smallint NOT NULL,
  master smallint NOT NULL,
  must_change_password smallint NOT NULL,
  alerts text NOT NULL,
  password_hash text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (account_id, login_key)
) ${strict};

-- Links by which a user sets a password: the hash of the secret, never the secret.
CREATE TABLE password_links (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  user_id bigint NOT NULL REFERENCES users (id),
  hash text NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint,
  replaced_at bigint
) ${strict};

CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_account ON password_links (account_id);
