-- The certificate that the servers order by ACME and serve, one for all of them. ordering_until: one of them is ordering;
-- try_at: not before this time, after a failure. names: as in the settings, with commas.
CREATE TABLE acme_certificate (
  one bigint PRIMARY KEY CHECK (one = 1),
  directory text NOT NULL,
  names text NOT NULL,
  account_key text NOT NULL,
  chain text NOT NULL,
  private_key text NOT NULL,
  expires_at bigint,
  renew_at bigint,
  ordering_until bigint,
  try_at bigint,
  failures bigint NOT NULL,
  failure text NOT NULL
) ${strict};

INSERT INTO acme_certificate (one, directory, names, account_key, chain, private_key, failures, failure)
  VALUES (1, '', '', '', '', '', 0, '');

-- What the authority asks for, to whichever server it comes: the answer to a token (http-01), or to a name (tls-alpn-01).
CREATE TABLE acme_challenges (
  asked text PRIMARY KEY,
  answer text NOT NULL,
  expires_at bigint NOT NULL
) ${clustered};
