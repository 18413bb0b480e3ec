-- Statistics of mail by hour (of UTC), account, sender and ISP; took_0 to took_11 are buckets of the time to delivery.
-- Accounts below 0 are sums of all accounts, one row for each of the processes that count.
CREATE TABLE statistics_hours (
  hour bigint NOT NULL,
  account_id bigint NOT NULL,
  sender_id bigint NOT NULL,
  isp text NOT NULL,
  accepted bigint NOT NULL,
  counted bigint NOT NULL,
  delivered bigint NOT NULL,
  deferred bigint NOT NULL,
  bounced_hard bigint NOT NULL,
  bounced_soft bigint NOT NULL,
  suppressed bigint NOT NULL,
  expired bigint NOT NULL,
  purged bigint NOT NULL,
  refused bigint NOT NULL,
  complaints bigint NOT NULL,
  bytes bigint NOT NULL,
  took_0 bigint NOT NULL,
  took_1 bigint NOT NULL,
  took_2 bigint NOT NULL,
  took_3 bigint NOT NULL,
  took_4 bigint NOT NULL,
  took_5 bigint NOT NULL,
  took_6 bigint NOT NULL,
  took_7 bigint NOT NULL,
  took_8 bigint NOT NULL,
  took_9 bigint NOT NULL,
  took_10 bigint NOT NULL,
  took_11 bigint NOT NULL,
  PRIMARY KEY (hour, account_id, sender_id, isp)
) ${clustered};

-- The same by day of UTC, summed up from closed hours; account 0 is the sum of all.
CREATE TABLE statistics_days (
  day bigint NOT NULL,
  account_id bigint NOT NULL,
  sender_id bigint NOT NULL,
  isp text NOT NULL,
  accepted bigint NOT NULL,
  counted bigint NOT NULL,
  delivered bigint NOT NULL,
  deferred bigint NOT NULL,
  bounced_hard bigint NOT NULL,
  bounced_soft bigint NOT NULL,
  suppressed bigint NOT NULL,
  expired bigint NOT NULL,
  purged bigint NOT NULL,
  refused bigint NOT NULL,
  complaints bigint NOT NULL,
  bytes bigint NOT NULL,
  took_0 bigint NOT NULL,
  took_1 bigint NOT NULL,
  took_2 bigint NOT NULL,
  took_3 bigint NOT NULL,
  took_4 bigint NOT NULL,
  took_5 bigint NOT NULL,
  took_6 bigint NOT NULL,
  took_7 bigint NOT NULL,
  took_8 bigint NOT NULL,
  took_9 bigint NOT NULL,
  took_10 bigint NOT NULL,
  took_11 bigint NOT NULL,
  PRIMARY KEY (day, account_id, sender_id, isp)
) ${clustered};

-- What an account used in a month (year * 12 + month - 1) of its own zone, summed up from closed hours.
CREATE TABLE usage_months (
  month bigint NOT NULL,
  account_id bigint NOT NULL,
  accepted bigint NOT NULL,
  counted bigint NOT NULL,
  delivered bigint NOT NULL,
  deferred bigint NOT NULL,
  bounced_hard bigint NOT NULL,
  bounced_soft bigint NOT NULL,
  suppressed bigint NOT NULL,
  expired bigint NOT NULL,
  purged bigint NOT NULL,
  refused bigint NOT NULL,
  complaints bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (month, account_id)
) ${clustered};

CREATE INDEX usage_months_of ON usage_months (account_id, month);
CREATE INDEX usage_months_most ON usage_months (month, counted);

-- Up to which hour, and in it which account, the rows by hour are summed up.
CREATE TABLE statistics_closed (
  one bigint PRIMARY KEY CHECK (one = 1),
  hour bigint NOT NULL,
  account_id bigint NOT NULL
) ${strict};

INSERT INTO statistics_closed (one, hour, account_id) VALUES (1, 0, 0);
