-- What a node needs to be joined and run. Its key is kept as a hash; node 1, inside the server, has none.

ALTER TABLE nodes ADD COLUMN mta_active smallint NOT NULL DEFAULT 1;
ALTER TABLE nodes ADD COLUMN key_hash text;
ALTER TABLE nodes ADD COLUMN previous_hash text;
ALTER TABLE nodes ADD COLUMN previous_until bigint;
ALTER TABLE nodes ADD COLUMN sync_wanted_at bigint;

CREATE UNIQUE INDEX nodes_key ON nodes (key_hash) WHERE key_hash IS NOT NULL;

-- A sender of another type than akmta has neither domain_type nor strategy nor retry rule.
CREATE TABLE senders (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  type text NOT NULL,
  channel_type text NOT NULL,
  domain_type text CHECK (domain_type IN ('from', 'ptr')),
  return_path_domain text NOT NULL,
  strategy_id bigint,
  retry_rule_id bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint
) ${strict};

CREATE INDEX senders_strategy ON senders (strategy_id);
CREATE INDEX senders_retry_rule ON senders (retry_rule_id);

CREATE TABLE sender_ips (
  sender_id bigint NOT NULL REFERENCES senders (id),
  position bigint NOT NULL,
  node_id bigint NOT NULL REFERENCES nodes (id),
  ip text NOT NULL,
  helo text NOT NULL,
  PRIMARY KEY (sender_id, position)
) ${clustered};

CREATE INDEX sender_ips_node ON sender_ips (node_id);

CREATE TABLE sender_isp_strategies (
  sender_id bigint NOT NULL REFERENCES senders (id),
  position bigint NOT NULL,
  isp_id bigint NOT NULL,
  strategy_id bigint NOT NULL,
  PRIMARY KEY (sender_id, position)
) ${clustered};

CREATE INDEX sender_isp_strategies_isp ON sender_isp_strategies (isp_id);
CREATE INDEX sender_isp_strategies_strategy ON sender_isp_strategies (strategy_id);

CREATE TABLE sender_lock_rules (
  sender_id bigint NOT NULL REFERENCES senders (id),
  position bigint NOT NULL,
  lock_rule_id bigint NOT NULL,
  PRIMARY KEY (sender_id, position)
) ${clustered};

CREATE INDEX sender_lock_rules_rule ON sender_lock_rules (lock_rule_id);

CREATE TABLE sender_dkim_keys (
  sender_id bigint NOT NULL REFERENCES senders (id),
  position bigint NOT NULL,
  key_id bigint NOT NULL,
  PRIMARY KEY (sender_id, position)
) ${clustered};

CREATE INDEX sender_dkim_keys_key ON sender_dkim_keys (key_id);

-- Which accounts send by which senders; the lowest position of an account was assigned first.
CREATE TABLE sender_accounts (
  account_id bigint NOT NULL REFERENCES accounts (id),
  sender_id bigint NOT NULL REFERENCES senders (id),
  position bigint NOT NULL,
  PRIMARY KEY (account_id, sender_id)
) ${clustered};

CREATE INDEX sender_accounts_sender ON sender_accounts (sender_id, account_id);
