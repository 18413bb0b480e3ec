-- A search from anywhere looks up beginnings of names, and ids of requests, in indexes. A beginning is a range of bytes,
-- which PostgreSQL's indexes have only by the collation "C".
${postgresql} CREATE INDEX accounts_title_begins ON accounts (title_key COLLATE "C", id);
${postgresql} CREATE INDEX accounts_name_begins ON accounts (name_key COLLATE "C", id);
${sqlite} CREATE INDEX users_login_begins ON users (login_key, account_id, id);
${postgresql} CREATE INDEX users_login_begins ON users (login_key COLLATE "C", account_id, id);
CREATE INDEX users_email ON users (lower(email));
${postgresql} CREATE INDEX domains_begins ON domains (domain COLLATE "C", id);
${sqlite} CREATE INDEX tokens_name_begins ON tokens (lower(name), account_id, id);
${postgresql} CREATE INDEX tokens_name_begins ON tokens (lower(name) COLLATE "C", account_id, id);
CREATE INDEX tokens_id ON tokens (id);
CREATE INDEX idempotency_name ON idempotency (name);
CREATE INDEX tokens_prefix ON tokens (prefix) WHERE prefix IS NOT NULL;
