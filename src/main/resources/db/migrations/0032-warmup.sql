-- How many recipients of an ISP were routed to a sender on a day, where a rule gives it a ramp. day: days since 1970, UTC.
CREATE TABLE warmup_days (
  sender_id bigint NOT NULL,
  isp text NOT NULL,
  day bigint NOT NULL,
  routed bigint NOT NULL,
  PRIMARY KEY (sender_id, isp, day)
) ${strict};
