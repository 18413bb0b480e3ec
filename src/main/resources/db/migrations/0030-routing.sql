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

-- Moves with whatever decides where an account's mail may go; of account 0: for all accounts. A number that was never
-- there before, so that what is kept in memory can be told from what a transaction took back.
CREATE TABLE routing_stamps (
  account_id bigint PRIMARY KEY,
  stamp bigint NOT NULL
) ${strict};

-- What mail was routed by, kept once for all of it and as long as any of it: the e-mail rules of a virtual sender as they
-- were, what their shares put in place of what a message says (From address, Reply-To, From name, in a line each), and
-- which of its senders could not send. used_at is the last use, to the hour.
CREATE TABLE routed_rules (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  vsender_id bigint NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  rules text NOT NULL,
  used_at bigint NOT NULL,
  UNIQUE (vsender_id, hash)
) ${strict};

CREATE INDEX routed_rules_account ON routed_rules (account_id);

CREATE TABLE routed_overrides (
  rules_id bigint NOT NULL,
  rule bigint NOT NULL,
  share bigint NOT NULL,
  put text NOT NULL,
  PRIMARY KEY (rules_id, rule, share)
) ${clustered};

CREATE TABLE routings (
  id bigint PRIMARY KEY,
  rules_id bigint NOT NULL,
  left_out text NOT NULL,
  used_at bigint NOT NULL,
  UNIQUE (rules_id, left_out)
) ${strict};

-- A lane's mail is routed by this virtual sender; 0: by none. Routed mail that stands for want of a sender is looked
-- through again and again.
ALTER TABLE lanes ADD COLUMN vsender_id bigint NOT NULL DEFAULT 0;

CREATE INDEX lanes_waiting ON lanes (id) WHERE vsender_id <> 0 AND stopped_at IS NOT NULL AND fresh + retry > 0;

-- How a recipient was routed: by what, and which of its rules and shares, from 0; share is null where none could send.
ALTER TABLE recipients ADD COLUMN routing_id bigint;
ALTER TABLE recipients ADD COLUMN rule bigint;
ALTER TABLE recipients ADD COLUMN share bigint;

-- How many recipients each share of a rule got in an hour (of the epoch), while the senders of the routing were left out.
CREATE TABLE routed_counts (
  routing_id bigint NOT NULL,
  rule bigint NOT NULL,
  share bigint NOT NULL,
  hour bigint NOT NULL,
  account_id bigint NOT NULL,
  recipients bigint NOT NULL,
  PRIMARY KEY (routing_id, rule, share, hour)
) ${clustered};

CREATE INDEX routed_counts_hour ON routed_counts (hour);
CREATE INDEX routed_counts_account ON routed_counts (account_id);

-- An alarm about a rule is raised once in a UTC day.
CREATE TABLE share_alarms (
  rules_id bigint NOT NULL,
  rule bigint NOT NULL,
  day bigint NOT NULL,
  account_id bigint NOT NULL,
  PRIMARY KEY (rules_id, rule, day)
) ${clustered};
