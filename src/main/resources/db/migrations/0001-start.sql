-- The store's own tables.

-- The last number given out of each sequence.
CREATE TABLE sequences (
  name text PRIMARY KEY,
  value bigint NOT NULL
) ${clustered};

-- One row: who has it locked writes, on PostgreSQL, among all processes.
CREATE TABLE write_lock (
  id bigint PRIMARY KEY
) ${strict};

INSERT INTO write_lock (id) VALUES (1);
