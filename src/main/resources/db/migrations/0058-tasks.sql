-- Long work in steps. work: where it is, for its kind alone; emptied at its end.
CREATE TABLE tasks (
  id bigint PRIMARY KEY,
  kind text NOT NULL,
  account_id bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  actor text NOT NULL,
  address text NOT NULL,
  user_agent text NOT NULL,
  request_id text NOT NULL,
  reason text NOT NULL,
  details text NOT NULL,
  work text NOT NULL,
  done bigint NOT NULL,
  total bigint NOT NULL,
  result text NOT NULL,
  error text NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  ended_at bigint,
  owner text NOT NULL,
  owned_until bigint NOT NULL
) ${strict};

CREATE INDEX tasks_open ON tasks (state, id) WHERE state IN ('waiting', 'running');
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX tasks_account ON tasks (account_id, id);
