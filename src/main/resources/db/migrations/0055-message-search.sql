-- Messages are searched over all accounts in an index of words, which is filled after acceptance. The words are made by the
-- program (search/IndexWords), so that both stores find the same: those of the subject, and marked ones for account,
-- recipients and Message-ID; of answers to attempts that failed, by message and kind of answer, their words and codes.
-- SQLite keeps the index alone, ordered by message, without the text.
${sqlite} CREATE VIRTUAL TABLE message_words USING fts5(words, content='', contentless_delete=1, detail=none, prefix='2 3', tokenize='ascii');
${sqlite} CREATE VIRTUAL TABLE message_answers USING fts5(words, content='', contentless_delete=1, detail=none, prefix='2 3', tokenize='ascii');
${postgresql} CREATE TABLE message_words (id bigint PRIMARY KEY, words tsvector NOT NULL);
${postgresql} CREATE TABLE message_answers (id bigint PRIMARY KEY, words tsvector NOT NULL);
${postgresql} CREATE INDEX message_words_words ON message_words USING gin (words) WITH (gin_pending_list_limit = 512);
${postgresql} CREATE INDEX message_answers_words ON message_answers USING gin (words) WITH (gin_pending_list_limit = 512);

-- One row: the newest message that is in the index.
CREATE TABLE search_progress (
  one bigint PRIMARY KEY,
  indexed_through bigint NOT NULL
) ${strict};

INSERT INTO search_progress (one, indexed_through) VALUES (1, 0);
