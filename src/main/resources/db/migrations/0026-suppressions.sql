-- Addresses that are not written to. account_id 0: by nobody on the platform.
CREATE TABLE suppressions (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  address text NOT NULL,
  address_key text NOT NULL,
  source text NOT NULL CHECK (source IN ('administrator', 'account', 'bounce')),
  reason text NOT NULL,
  created_at bigint NOT NULL,
  UNIQUE (address_key, account_id)
) ${strict};

CREATE INDEX suppressions_account ON suppressions (account_id, id);

-- How many each has: bounces make millions, which no list is to count for each page.
CREATE TABLE suppression_counts (
  account_id bigint PRIMARY KEY,
  suppressions bigint NOT NULL
) ${strict};
