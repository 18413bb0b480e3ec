-- Addresses for alerts and reports that users, or an account's tokens, have given: each counts once
-- the link mailed to it was followed, as a user's own address does.
CREATE TABLE user_notify_changes (
  user_id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  email text NOT NULL,
  hash text NOT NULL UNIQUE,
  expires_at bigint NOT NULL
) ${strict};

CREATE INDEX user_notify_changes_of ON user_notify_changes (account_id);
