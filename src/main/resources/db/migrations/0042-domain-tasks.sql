-- What is done for all domains together: check, the next daily check; upgrade, when a store of before domains was gone
-- through. One row for each.
CREATE TABLE domain_tasks (
  name text PRIMARY KEY,
  at bigint NOT NULL
) ${clustered};

CREATE INDEX domains_name ON domains (domain);
