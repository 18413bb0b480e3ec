-- What alerts report. event_key: the same event is reported once. subject, note, amount and whole: what happened, by
-- topic. sent_at: when it was reported or dropped; null while it waits.
CREATE TABLE alert_events (
  id bigint PRIMARY KEY,
  account_id bigint NOT NULL,
  topic text NOT NULL,
  event_key text NOT NULL,
  subject text NOT NULL,
  note text NOT NULL,
  amount bigint NOT NULL,
  whole bigint NOT NULL,
  happened_at bigint NOT NULL,
  sent_at bigint,
  UNIQUE (account_id, topic, event_key)
) ${strict};

CREATE INDEX alert_events_waiting ON alert_events (account_id, topic, id) WHERE sent_at IS NULL;
CREATE INDEX alert_events_sent ON alert_events (sent_at) WHERE sent_at IS NOT NULL;

-- When an account last got an alert of a topic.
CREATE TABLE alert_mails (
  account_id bigint NOT NULL,
  topic text NOT NULL,
  sent_at bigint NOT NULL,
  PRIMARY KEY (account_id, topic)
) ${strict};

-- Reports that were sent, or not needed. period: a week such as 2026-W49, or a day.
CREATE TABLE report_mails (
  account_id bigint NOT NULL,
  user_id bigint NOT NULL,
  kind text NOT NULL,
  period text NOT NULL,
  sent_at bigint NOT NULL,
  PRIMARY KEY (account_id, user_id, kind, period)
) ${strict};

CREATE INDEX report_mails_sent ON report_mails (sent_at);

-- When one of the servers last looked whether a report is due or a rate too high.
CREATE TABLE alert_rounds (
  one bigint PRIMARY KEY CHECK (one = 1),
  looked_at bigint NOT NULL
) ${strict};

INSERT INTO alert_rounds (one, looked_at) VALUES (1, 0);

CREATE INDEX users_alerts ON users (account_id) WHERE alerts <> '';
