-- Accounts are listed by title, too.
CREATE INDEX accounts_title ON accounts (title_key, id);
