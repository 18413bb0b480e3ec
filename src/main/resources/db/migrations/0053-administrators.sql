-- Administrators are persons, who sign in to the panel. Their roles are words of the program or names of own roles.
CREATE TABLE administrators (
  id bigint PRIMARY KEY,
  login text NOT NULL,
  login_key text NOT NULL UNIQUE,
  name text NOT NULL,
  email text NOT NULL,
  lang text NOT NULL,
  timezone text NOT NULL,
  role text NOT NULL,
  active smallint NOT NULL,
  must_change_password smallint NOT NULL,
  password_hash text NOT NULL,
  password_changed_at bigint,
  initial_hash text NOT NULL,
  totp_secret text,
  totp_step bigint NOT NULL,
  totp_since bigint,
  last_sign_in_at bigint,
  last_sign_in_from text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- Each is used once, and gone then.
CREATE TABLE administrator_recovery_codes (
  administrator_id bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (administrator_id, hash)
) ${clustered};

-- A pending one has the right password, and waits for the second factor.
CREATE TABLE administrator_sessions (
  id bigint PRIMARY KEY,
  administrator_id bigint NOT NULL,
  hash text NOT NULL UNIQUE,
  pending smallint NOT NULL,
  wrong_codes bigint NOT NULL,
  created_at bigint NOT NULL,
  confirmed_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL
) ${strict};

CREATE INDEX administrator_sessions_of ON administrator_sessions (administrator_id, id);
CREATE INDEX administrator_sessions_end ON administrator_sessions (ends_at);

-- Where each has signed in from: there nobody else's wrong passwords count, and no mail tells of it.
CREATE TABLE administrator_networks (
  administrator_id bigint NOT NULL,
  network text NOT NULL,
  region text NOT NULL,
  seen_at bigint NOT NULL,
  PRIMARY KEY (administrator_id, network)
) ${clustered};

CREATE TABLE administrator_roles (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  scopes text NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- A token of a person's own; 0: a service token, or an account's.
ALTER TABLE tokens ADD COLUMN administrator_id bigint NOT NULL DEFAULT 0;
CREATE INDEX tokens_personal ON tokens (administrator_id) WHERE administrator_id > 0;

-- What a person gave out is found by who did it.
CREATE INDEX audit_administrators ON audit (actor, action, id) WHERE substr(actor, 1, 14) = 'administrator:';
