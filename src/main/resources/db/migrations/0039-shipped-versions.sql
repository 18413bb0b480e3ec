-- Which version of what comes with the program a store has. A store without a row has the first.
CREATE TABLE shipped_versions (
  kind text PRIMARY KEY,
  version bigint NOT NULL
) ${strict};
