-- Plans that were applied, by the numbers that tell them apart, until their time is past: none is applied twice.
CREATE TABLE used_plans (
  nonce text NOT NULL,
  until_at bigint NOT NULL,
  PRIMARY KEY (nonce)
) ${clustered};
