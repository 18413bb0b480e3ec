-- The last time that the clock of a machine was set, as far as it was noticed; what was done about it was done then.
CREATE TABLE clock_jumps (
  one bigint PRIMARY KEY CHECK (one = 1),
  noticed_at bigint NOT NULL,
  by_millis bigint NOT NULL
) ${strict};

INSERT INTO clock_jumps (one, noticed_at, by_millis) VALUES (1, 0, 0);
