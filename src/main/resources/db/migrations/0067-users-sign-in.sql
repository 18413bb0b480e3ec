-- Users of accounts sign in to the portal.
ALTER TABLE users ADD COLUMN totp_secret text;
ALTER TABLE users ADD COLUMN totp_step bigint NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN totp_since bigint;
ALTER TABLE users ADD COLUMN password_changed_at bigint;
ALTER TABLE users ADD COLUMN last_sign_in_at bigint;
ALTER TABLE users ADD COLUMN last_sign_in_from text;

-- Empty: the account's.
ALTER TABLE users ADD COLUMN timezone text NOT NULL DEFAULT '';

-- Each is used once, and gone then.
CREATE TABLE user_recovery_codes (
  user_id bigint NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (user_id, hash)
) ${clustered};

-- A pending one has the right password, and waits for the second factor. An administrator who has entered as the user
-- has one too: who, and whether changes are allowed.
CREATE TABLE user_sessions (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL,
  hash text NOT NULL UNIQUE,
  pending smallint NOT NULL,
  wrong_codes bigint NOT NULL,
  created_at bigint NOT NULL,
  confirmed_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL,
  entered_by bigint NOT NULL,
  entered_writes smallint NOT NULL
) ${strict};

CREATE INDEX user_sessions_of ON user_sessions (user_id, id);
CREATE INDEX user_sessions_end ON user_sessions (ends_at);
CREATE INDEX user_sessions_entered ON user_sessions (entered_by) WHERE entered_by > 0;

-- Where each has signed in from: there nobody else's wrong passwords count, and no mail tells of it.
CREATE TABLE user_networks (
  user_id bigint NOT NULL,
  network text NOT NULL,
  region text NOT NULL,
  seen_at bigint NOT NULL,
  PRIMARY KEY (user_id, network)
) ${clustered};

-- A new address of a user, which the link in a mail to it proves. One at a time.
CREATE TABLE user_email_changes (
  user_id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  email text NOT NULL,
  hash text NOT NULL UNIQUE,
  expires_at bigint NOT NULL
) ${strict};

CREATE INDEX user_email_changes_of ON user_email_changes (account_id);
