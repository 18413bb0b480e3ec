-- The rows of a users/list of one of 10,000 accounts in random order: what PostgreSQL itself can do.
\set account random(1, 10000)
SELECT login, first_name, last_name, email, notify_email, phone, lang, active, master FROM users WHERE account_id = :account ORDER BY login_key LIMIT 101;
