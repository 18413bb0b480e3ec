-- The rest of a large message, in pieces that are read one by one: contents has the first 256 KiB of it, and its piece 1 follows.
-- Either store reads a value from its beginning for a part of it. A message of at most 256 KiB is whole in contents, and so is
-- every one that was accepted while servers of the release before could use the store, which do not know this table.
CREATE TABLE content_pieces (
  message_id bigint NOT NULL,
  piece bigint NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (message_id, piece)
) ${clustered};
