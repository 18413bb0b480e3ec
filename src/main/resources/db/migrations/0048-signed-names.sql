-- Whose key it is; 0: nobody's in particular. It signs for the owner of its domain alone.
ALTER TABLE keys ADD COLUMN account_id bigint NOT NULL DEFAULT 0;

-- Which domains an account may write from: sign, require, off; empty: as the platform's setting says.
ALTER TABLE accounts ADD COLUMN domains_policy text NOT NULL DEFAULT '';

-- 1: accepted for the signature that it came with. It goes out as it is.
ALTER TABLE messages ADD COLUMN passed_on smallint NOT NULL DEFAULT 0;

-- The UTC day, counted from 1970, on which an account was last told that its mail from a domain goes unsigned.
CREATE TABLE unsigned_days (
  account_id bigint NOT NULL,
  domain text NOT NULL,
  day bigint NOT NULL,
  PRIMARY KEY (account_id, domain)
) ${clustered};
