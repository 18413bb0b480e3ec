-- Virtual senders: an account's rules that choose a sender for each message. The rules are kept as the JSON that the
-- wire has; empty where there are none of that channel. shares: how many senders its rules name altogether.
CREATE TABLE vsenders (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id),
  name text NOT NULL,
  email_rules text NOT NULL,
  sms_rules text NOT NULL,
  shares bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE INDEX vsenders_account ON vsenders (account_id, id);
CREATE UNIQUE INDEX vsenders_name ON vsenders (account_id, name);
