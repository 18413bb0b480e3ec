-- Recipients that an account's messages were accepted for in a month of its own time zone; month: 12 x year + month - 1.
CREATE TABLE account_usage (
  account_id bigint PRIMARY KEY,
  month bigint NOT NULL,
  recipients bigint NOT NULL
) ${strict};

CREATE INDEX accounts_exceeded ON accounts (id) WHERE is_tariff_exceed = 1;
