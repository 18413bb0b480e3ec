-- What a task changes one after the other, and what became of each. account_id: the account that it
-- is, or is of; 0: none. name: for people; empty where it would be personal data.
CREATE TABLE task_objects (
  task_id bigint NOT NULL,
  object_id bigint NOT NULL,
  account_id bigint NOT NULL,
  name text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('waiting', 'done', 'unchanged', 'failed')),
  fault text NOT NULL,
  PRIMARY KEY (task_id, object_id)
) ${clustered};

CREATE INDEX task_objects_outcome ON task_objects (task_id, outcome, object_id);
