-- The outbox of the product's own mail.
CREATE TABLE notices (
  id bigint PRIMARY KEY,
  kind text NOT NULL,
  account_id bigint,
  user_id bigint,
  message_key text NOT NULL,
  recipient text NOT NULL,
  lang text NOT NULL,
  subject text NOT NULL,
  state text NOT NULL CHECK (state IN ('new', 'sent', 'failed')),
  attempts bigint NOT NULL,
  next_attempt_at bigint NOT NULL,
  lease_owner text NOT NULL,
  lease_until bigint NOT NULL,
  last_answer text NOT NULL,
  created_at bigint NOT NULL,
  done_at bigint
) ${strict};

CREATE INDEX notices_due ON notices (state, next_attempt_at);
CREATE INDEX notices_of_user ON notices (account_id, user_id, kind, id);
CREATE INDEX notices_done ON notices (done_at);

-- The words hold a secret link: the row goes as soon as the notice is sent or has failed.
CREATE TABLE notice_words (
  notice_id bigint PRIMARY KEY,
  words_text text NOT NULL,
  words_html text NOT NULL
) ${strict};
