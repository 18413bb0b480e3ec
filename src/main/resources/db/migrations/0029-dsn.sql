-- Messages that told an account of undelivered mail in an hour; hour: since 1970.
CREATE TABLE dsn_counts (
  account_id bigint PRIMARY KEY,
  hour bigint NOT NULL,
  sent bigint NOT NULL
) ${strict};
