-- Messages are searched over all accounts: exactly by recipient and Message-ID, by the words of the subject and of hosts'
-- answers. Addresses are found whatever their case; those of one account stand together.
DROP INDEX recipients_address;
CREATE INDEX recipients_address ON recipients (lower(address), account_id, message_id);
CREATE INDEX messages_header ON messages (header_id);

-- One row: the newest message whose subject is in the index, which is filled after acceptance.
CREATE TABLE search_progress (
  one bigint PRIMARY KEY,
  indexed_through bigint NOT NULL
) ${strict};

INSERT INTO search_progress (one, indexed_through) VALUES (1, 0);

-- Words of subjects, by message; words of answers to attempts that failed, by message and kind of answer. The words are
-- made by the program (search/IndexWords), so that both stores find the same. SQLite keeps the index alone, ordered by
-- message, without the text.
${sqlite} CREATE VIRTUAL TABLE message_subjects USING fts5(words, content='', contentless_delete=1, detail=none, prefix='2 3', tokenize='ascii');
${sqlite} CREATE VIRTUAL TABLE message_answers USING fts5(words, content='', contentless_delete=1, detail=none, prefix='2 3', tokenize='ascii');
${postgresql} CREATE TABLE message_subjects (id bigint PRIMARY KEY, words tsvector NOT NULL);
${postgresql} CREATE TABLE message_answers (id bigint PRIMARY KEY, words tsvector NOT NULL);
${postgresql} CREATE INDEX message_subjects_words ON message_subjects USING gin (words) WITH (gin_pending_list_limit = 512);
${postgresql} CREATE INDEX message_answers_words ON message_answers USING gin (words) WITH (gin_pending_list_limit = 512);
