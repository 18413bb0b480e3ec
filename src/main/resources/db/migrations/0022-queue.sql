-- Mail: what was accepted, for whom, and what became of it.

-- What was accepted. The content stands apart, so that no change of state moves it.
CREATE TABLE messages (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  source text NOT NULL CHECK (source IN ('smtp', 'http', 'dsn')),
  submitter text NOT NULL,
  envelope_from text NOT NULL,
  header_from text NOT NULL,
  subject text NOT NULL,
  header_id text NOT NULL,
  campaign_id bigint NOT NULL,
  group_id bigint NOT NULL,
  vsender_id bigint,
  size bigint NOT NULL,
  recipients bigint NOT NULL,
  accepted_at bigint NOT NULL
) ${strict};

CREATE INDEX messages_account ON messages (account_id, id);
CREATE INDEX messages_accepted ON messages (accepted_at);

-- Gone as soon as no recipient is left to be attempted.
CREATE TABLE contents (
  message_id bigint PRIMARY KEY,
  content bytea NOT NULL
) ${strict};

-- A sender's mail of one account and campaign to one ISP, or to one domain that is of no ISP: what is counted, held,
-- purged, stopped and served in turn. Several may share a key: mail moved to another sender keeps its lane.
-- A lane has a clock, clock_offset behind the real one, which stands while stopped_at is not null; its recipients are
-- told by it. due_at and expires_at here are real times, and lower bounds of what the recipients say. account_state is
-- empty while the account is active. purged: 0 live, 1 recipients are left to be ended, 2 none.
CREATE TABLE lanes (
  id bigint PRIMARY KEY,
  sender_id bigint NOT NULL,
  account_id bigint NOT NULL,
  campaign_id bigint NOT NULL,
  isp text NOT NULL,
  domain text NOT NULL,
  fresh bigint NOT NULL,
  retry bigint NOT NULL,
  proc bigint NOT NULL,
  due_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  clock_offset bigint NOT NULL,
  stopped_at bigint,
  account_state text NOT NULL,
  purged smallint NOT NULL,
  tie_version bigint NOT NULL,
  accepted_at bigint NOT NULL
) ${strict};

CREATE INDEX lanes_key ON lanes (account_id, campaign_id, isp, domain);
CREATE INDEX lanes_sender ON lanes (sender_id);
CREATE INDEX lanes_filled ON lanes (sender_id) WHERE fresh + retry + proc > 0;
CREATE INDEX lanes_ready ON lanes (sender_id, account_id, due_at, id) WHERE stopped_at IS NULL AND fresh + retry > 0;
CREATE INDEX lanes_expiring ON lanes (expires_at) WHERE stopped_at IS NULL AND fresh + retry > 0;
CREATE INDEX lanes_purged ON lanes (id) WHERE purged = 1;

-- One for each recipient of a message, to its end and beyond. state: 0 new, 1 retry, 2 proc; ended: 3 delivered,
-- 4 bounced, 5 expired, 6 purged. kind names the event of its end. due_at and expires_at are told by the lane's clock;
-- due_at is never past expires_at. A tie to a node or an address holds while tied_version is the lane's tie_version.
CREATE TABLE recipients (
  id bigint PRIMARY KEY,
  message_id bigint NOT NULL,
  account_id bigint NOT NULL,
  lane_id bigint NOT NULL,
  address text NOT NULL,
  domain text NOT NULL,
  state smallint NOT NULL,
  due_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  attempts bigint NOT NULL,
  session_id bigint,
  tied_node bigint,
  tied_ip text,
  tied_version bigint NOT NULL,
  kind text NOT NULL,
  ended_at bigint,
  ip text NOT NULL,
  host text NOT NULL,
  answer text NOT NULL
) ${strict};

CREATE INDEX recipients_message ON recipients (message_id, state);
CREATE INDEX recipients_due ON recipients (lane_id, due_at, id) WHERE state <= 1;
CREATE INDEX recipients_session ON recipients (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX recipients_address ON recipients (account_id, address);

-- A running engine of a node; what it has leased is its own until lease_until, which its calls move. Once it has
-- ended, what it had leased is given back in steps. A later engine in the same slot of the node ends it.
CREATE TABLE node_sessions (
  id bigint PRIMARY KEY,
  node_id bigint NOT NULL,
  slot text NOT NULL,
  instance text NOT NULL UNIQUE,
  started_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  lease_until bigint NOT NULL,
  ended_at bigint,
  revision bigint NOT NULL,
  running smallint NOT NULL,
  problems text NOT NULL
) ${strict};

CREATE INDEX node_sessions_node ON node_sessions (node_id);

-- What makes lanes of a sender stand. kind: 'hold' is an administrator's; 'deleted' and 'unassigned' are the sender's own
-- state, for mail that no other sender took over.
CREATE TABLE holds (
  id bigint PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('hold', 'deleted', 'unassigned')),
  sender_id bigint NOT NULL,
  account_id bigint,
  campaign_id bigint,
  isp text NOT NULL,
  until_at bigint,
  reason text NOT NULL,
  created_at bigint NOT NULL
) ${strict};

CREATE INDEX holds_sender ON holds (sender_id);
CREATE INDEX holds_until ON holds (until_at) WHERE until_at IS NOT NULL;

-- No attempt from a sender to a destination for a while: a lock rule matched a host's answer.
CREATE TABLE locks (
  sender_id bigint NOT NULL,
  isp text NOT NULL,
  domain text NOT NULL,
  rule_id bigint NOT NULL,
  until_at bigint NOT NULL,
  answer text NOT NULL,
  PRIMARY KEY (sender_id, isp, domain)
) ${strict};

-- Every stop, numbered in the order of the commits, and what each node said of it.
CREATE TABLE stops (
  id bigint PRIMARY KEY,
  kind text NOT NULL,
  account_id bigint,
  sender_id bigint,
  campaign_id bigint,
  isp text NOT NULL,
  node_id bigint,
  called_at bigint NOT NULL
) ${strict};

CREATE INDEX stops_account ON stops (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX stops_sender ON stops (sender_id, id) WHERE sender_id IS NOT NULL;

CREATE TABLE stop_receipts (
  stop_id bigint NOT NULL,
  session_id bigint NOT NULL,
  node_id bigint NOT NULL,
  took_effect_at bigint NOT NULL,
  last_begun_at bigint,
  past_data bigint NOT NULL,
  delivered bigint NOT NULL,
  last_end_at bigint,
  complete smallint NOT NULL,
  PRIMARY KEY (stop_id, session_id)
) ${strict};

-- accepted = delivered + bounced + expired + purged + queued, and queued is what the lanes count.
CREATE TABLE ledger (
  account_id bigint PRIMARY KEY,
  accepted bigint NOT NULL,
  delivered bigint NOT NULL,
  bounced bigint NOT NULL,
  expired bigint NOT NULL,
  purged bigint NOT NULL
) ${strict};

-- Accounts that came back with mail in the queue, while it returns on a ramp: how much stood then, how much was leased
-- since.
CREATE TABLE thaws (
  account_id bigint PRIMARY KEY,
  thawed_at bigint NOT NULL,
  backlog bigint NOT NULL,
  leased bigint NOT NULL
) ${strict};

-- Accounts that were purged and whose mail is still being removed, in steps.
CREATE TABLE purged_accounts (
  account_id bigint PRIMARY KEY,
  purged_at bigint NOT NULL
) ${strict};
