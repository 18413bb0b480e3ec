-- SMTP conversations of failed attempts and of some good ones. octets: of the text.
CREATE TABLE conversations (
  message_id bigint NOT NULL,
  id bigint NOT NULL,
  account_id bigint NOT NULL,
  at bigint NOT NULL,
  octets bigint NOT NULL,
  conversation text NOT NULL,
  PRIMARY KEY (message_id, id)
) ${strict};

CREATE INDEX conversations_at ON conversations (at);
CREATE INDEX conversations_account ON conversations (account_id, at);

-- How many octets of conversations each account has.
CREATE TABLE conversation_space (
  account_id bigint PRIMARY KEY,
  octets bigint NOT NULL
) ${strict};
