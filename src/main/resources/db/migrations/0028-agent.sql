-- What each node was told to run, the newest revisions of each; without the private halves of keys.
CREATE TABLE node_revisions (
  node_id bigint NOT NULL,
  revision bigint NOT NULL,
  hash text NOT NULL,
  content text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (node_id, revision)
) ${strict};
