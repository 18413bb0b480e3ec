-- What senders and nodes are told to do. shipped: came with the program, is not deleted.

CREATE TABLE strategies (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  concurrent_connections bigint NOT NULL,
  messages_per_connection bigint NOT NULL,
  connection_attempts bigint NOT NULL,
  interval_seconds bigint NOT NULL,
  helo text NOT NULL CHECK (helo IN ('ptr', 'from', 'ip')),
  try_tls_first smallint NOT NULL,
  drop_message smallint NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- exponent and random_modifier: decimals as they were given.
CREATE TABLE retry_rules (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  mode text NOT NULL CHECK (mode IN ('same_ip', 'same_node', 'any_node')),
  retries bigint NOT NULL,
  interval_minutes bigint NOT NULL,
  type text NOT NULL CHECK (type IN ('fixed', 'geometric', 'random')),
  exponent text NOT NULL,
  random_modifier text NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- domains and headers_delete: JSON arrays; headers_add: a JSON object.
CREATE TABLE isps (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  domains text NOT NULL,
  encoding_global text NOT NULL,
  encoding_html text NOT NULL,
  encoding_text text NOT NULL,
  headers_add text NOT NULL,
  headers_delete text NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

-- The same domains, each in one row, so that each belongs to one ISP.
CREATE TABLE isp_domains (
  domain text PRIMARY KEY,
  isp_id bigint NOT NULL REFERENCES isps (id)
) ${clustered};

CREATE INDEX isp_domains_isp ON isp_domains (isp_id);

CREATE TABLE lock_rules (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  isp_id bigint REFERENCES isps (id),
  pattern text NOT NULL,
  duration_minutes bigint NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE INDEX lock_rules_isp ON lock_rules (isp_id);

CREATE TABLE bounce_patterns (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  type text NOT NULL CHECK (type IN ('hard', 'soft', 'bounce')),
  isp_id bigint REFERENCES isps (id),
  pattern text NOT NULL,
  message text NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE INDEX bounce_patterns_isp ON bounce_patterns (isp_id);

-- public_key: SubjectPublicKeyInfo in base64.
CREATE TABLE keys (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('dkim', 'ssh')),
  algorithm text NOT NULL CHECK (algorithm IN ('rsa', 'ed25519')),
  domain text NOT NULL,
  selector text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'active', 'retiring', 'retired')),
  public_key text NOT NULL,
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE UNIQUE INDEX keys_place ON keys (domain, selector) WHERE kind = 'dkim';

-- The private halves (PKCS#8), apart from what lists read. They are not encrypted: the processes that sign share this
-- store and nothing else, so a key for them would stand here as well.
CREATE TABLE key_secrets (
  key_id bigint PRIMARY KEY REFERENCES keys (id),
  private_key bytea NOT NULL
) ${strict};

CREATE TABLE routes (
  id bigint PRIMARY KEY,
  domain text NOT NULL UNIQUE,
  host text NOT NULL,
  port bigint NOT NULL,
  tls text NOT NULL CHECK (tls IN ('never', 'may', 'must')),
  shipped smallint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};
