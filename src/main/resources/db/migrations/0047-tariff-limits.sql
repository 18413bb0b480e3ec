-- Limits of a tariff beside the month's; 0: none.
ALTER TABLE tariffs ADD COLUMN messages_per_day bigint NOT NULL DEFAULT 0;
ALTER TABLE tariffs ADD COLUMN messages_per_hour bigint NOT NULL DEFAULT 0;
ALTER TABLE tariffs ADD COLUMN burst bigint NOT NULL DEFAULT 0;

-- Recipients in the present day (since 1970, in the account's zone) and hour (since 1970, UTC). burst_until: until when
-- what was accepted fills the burst, in microseconds since 1970. ..._told: the period times 100, and the last share in
-- percent that was told of it.
ALTER TABLE account_usage ADD COLUMN day bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN day_recipients bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN hour bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN hour_recipients bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN burst_until bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN month_told bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN day_told bigint NOT NULL DEFAULT 0;
ALTER TABLE account_usage ADD COLUMN hour_told bigint NOT NULL DEFAULT 0;
