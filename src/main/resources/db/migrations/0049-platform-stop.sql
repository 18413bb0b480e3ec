-- The emergency stop of the whole platform: stopped_at is null while it is not stopped. acceptance: whether new mail is
-- taken meanwhile. settling: lanes are still being made to stand, or to flow again, in steps. turn: grows with each change.
CREATE TABLE platform_stop (
  one bigint PRIMARY KEY CHECK (one = 1),
  stopped_at bigint,
  until_at bigint,
  reason text NOT NULL,
  acceptance text NOT NULL CHECK (acceptance IN ('accept', 'refuse')),
  settling smallint NOT NULL,
  turn bigint NOT NULL
) ${strict};

INSERT INTO platform_stop (one, stopped_at, until_at, reason, acceptance, settling, turn)
  VALUES (1, NULL, NULL, '', 'accept', 0, 0);
