-- Machines that send; the first is the one inside the server.

CREATE TABLE nodes (
  id bigint PRIMARY KEY,
  name text NOT NULL UNIQUE,
  host text NOT NULL,
  mode text NOT NULL CHECK (mode IN ('HTTPS', 'SSH')),
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};
