-- Which process of the server a session of the node inside it belongs to; empty for other nodes.
ALTER TABLE node_sessions ADD COLUMN server text NOT NULL DEFAULT '';

CREATE INDEX node_sessions_open ON node_sessions (node_id) WHERE ended_at IS NULL;

-- A receipt names from the start every session that may hold mail of the stop's scope: took_effect_at is null until it
-- has reported. lease_ended_at: it never did, or not to the end, and its lease is over.
ALTER TABLE stop_receipts RENAME TO stop_receipts_before;

CREATE TABLE stop_receipts (
  stop_id bigint NOT NULL,
  session_id bigint NOT NULL,
  node_id bigint NOT NULL,
  took_effect_at bigint,
  last_begun_at bigint,
  past_data bigint NOT NULL,
  delivered bigint NOT NULL,
  last_end_at bigint,
  complete smallint NOT NULL,
  lease_ended_at bigint,
  PRIMARY KEY (stop_id, session_id)
) ${strict};

INSERT INTO stop_receipts (stop_id, session_id, node_id, took_effect_at, last_begun_at, past_data, delivered, last_end_at,
  complete, lease_ended_at)
  SELECT stop_id, session_id, node_id, took_effect_at, last_begun_at, past_data, delivered, last_end_at, complete, NULL
  FROM stop_receipts_before;

DROP TABLE stop_receipts_before;

CREATE INDEX stop_receipts_open ON stop_receipts (session_id) WHERE complete = 0;
