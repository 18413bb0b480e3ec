-- Which servers run over this store, each with a row that it renews while it runs.
CREATE TABLE server_processes (
  id text PRIMARY KEY,
  version text NOT NULL,
  heard_at bigint NOT NULL
) ${clustered};
