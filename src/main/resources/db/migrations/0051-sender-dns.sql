-- What DNS lacked of a sender's names when it was last asked, one sentence a line. One row for each sender.
-- asked: what was looked for; where that is another now, the sender was changed since, and is looked for again.
CREATE TABLE sender_dns (
  sender_id bigint PRIMARY KEY,
  at bigint NOT NULL,
  asked text NOT NULL,
  problems text NOT NULL
) ${strict};
