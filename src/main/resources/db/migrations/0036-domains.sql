-- Who may write as a domain. One row for each account's claim of a domain; account 0 is the platform. Of the claims of
-- one domain, one at most is verified or in warning: its account owns the domain.
-- account_ids: a JSON array of further accounts that may use it. key_id: the DKIM key made for this claim, 0: none.
-- proof: how it was verified: txt, dkim, vouched or upgrade; empty: it never was.
CREATE TABLE domains (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  domain text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'verified', 'warning')),
  use text NOT NULL CHECK (use IN ('return_path', 'from')),
  account_ids text NOT NULL,
  vouched smallint NOT NULL,
  challenge text NOT NULL,
  key_id bigint NOT NULL,
  proof text NOT NULL CHECK (proof IN ('', 'txt', 'dkim', 'vouched', 'upgrade')),
  state_since bigint NOT NULL,
  verified_at bigint,
  checked_at bigint,
  next_check_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE UNIQUE INDEX domains_claim ON domains (account_id, domain);
CREATE UNIQUE INDEX domains_owner ON domains (domain) WHERE state <> 'pending';
CREATE INDEX domains_account ON domains (account_id, id);
CREATE INDEX domains_check ON domains (next_check_at) WHERE state <> 'pending';
CREATE INDEX domains_expiry ON domains (state_since) WHERE state = 'pending';

-- The accounts of account_ids, one in a row.
CREATE TABLE domain_uses (
  account_id bigint NOT NULL,
  domain_id bigint NOT NULL REFERENCES domains (id),
  PRIMARY KEY (account_id, domain_id)
) ${clustered};

CREATE INDEX domain_uses_domain ON domain_uses (domain_id);

-- What DNS had when it was last asked, as JSON: one row for each claim.
CREATE TABLE domain_findings (
  domain_id bigint PRIMARY KEY REFERENCES domains (id),
  at bigint NOT NULL,
  findings text NOT NULL
) ${strict};
