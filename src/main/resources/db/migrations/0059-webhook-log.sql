-- The last requests of each webhook, numbered from 1; what was sent is kept with them, to send it again.
CREATE TABLE webhook_log (
  webhook_id bigint NOT NULL,
  number bigint NOT NULL,
  at bigint NOT NULL,
  kind text NOT NULL,
  message text NOT NULL,
  events bigint NOT NULL,
  status bigint NOT NULL,
  answer text NOT NULL,
  millis bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (webhook_id, number)
) ${strict};
CREATE INDEX webhook_log_at ON webhook_log (at);
ALTER TABLE webhook_states ADD COLUMN logged bigint NOT NULL DEFAULT 0;
