-- What happened to mail and no other row tells: the ends stand in recipients, so these are the soft bounces.
CREATE TABLE events (
  id bigint PRIMARY KEY,
  at bigint NOT NULL,
  kind text NOT NULL,
  account_id bigint NOT NULL,
  message_id bigint NOT NULL,
  recipient_id bigint NOT NULL,
  recipient text NOT NULL,
  sender_id bigint NOT NULL,
  campaign_id bigint NOT NULL,
  attempt bigint NOT NULL,
  ip text NOT NULL,
  host text NOT NULL,
  answer text NOT NULL
) ${strict};

CREATE INDEX events_message ON events (account_id, message_id, id);

-- account_id 0: the platform's, told of every account. The secret signs, so it is kept as it is.
CREATE TABLE webhooks (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  url text NOT NULL,
  events text NOT NULL,
  active smallint NOT NULL,
  secret text NOT NULL,
  previous_secret text,
  previous_until bigint,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
) ${strict};

CREATE INDEX webhooks_account ON webhooks (account_id, id);

-- One row: how often the webhooks were changed, so that every process sees that they were.
CREATE TABLE webhook_revision (
  one bigint PRIMARY KEY,
  revision bigint NOT NULL
) ${strict};

INSERT INTO webhook_revision (one, revision) VALUES (1, 0);

-- What moves with each delivery. batch_through: the last event of a batch that was begun, so that it is the same batch
-- when it is tried again.
CREATE TABLE webhook_states (
  webhook_id bigint PRIMARY KEY,
  queued bigint NOT NULL,
  delivered bigint NOT NULL,
  dropped bigint NOT NULL,
  batch_through bigint,
  failures bigint NOT NULL,
  failing_since bigint,
  last_attempt_at bigint,
  last_answer text NOT NULL,
  next_attempt_at bigint NOT NULL,
  lease_owner text NOT NULL,
  lease_until bigint NOT NULL
) ${strict};

CREATE INDEX webhook_states_due ON webhook_states (next_attempt_at) WHERE queued > 0;

-- The events that a webhook is still to be told, in order; body is the event as it is told.
CREATE TABLE webhook_deliveries (
  webhook_id bigint NOT NULL,
  id bigint NOT NULL,
  at bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (webhook_id, id)
) ${clustered};
