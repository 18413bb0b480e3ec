-- Accounts and users whose names are the same as another's but for case or form, or hold what cannot
-- be seen, from before such names were refused. They stay until someone renames them.
CREATE TABLE odd_names (
  kind text NOT NULL,
  id bigint NOT NULL,
  name text NOT NULL,
  twin_id bigint,
  PRIMARY KEY (kind, id)
) ${clustered};
