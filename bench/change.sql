-- One change with an audit row, without a chain: what PostgreSQL itself can do.
\set account :client_id * 4 + random(1, 4)
BEGIN;
UPDATE accounts SET is_active = 1 - is_active, updated_at = 1700000000000 WHERE id = :account;
INSERT INTO bench_audit (at, actor, address, user_agent, request_id, action, object_type, object_id, account_id, before, after, hash) VALUES (1700000000000, 'token-admin', '127.0.0.1', '', '0123456789-abc', 'accounts.activate', 'account', CAST(CAST(:account AS bigint) AS text), :account, '{"is_active": false}', '{"is_active": true}', '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef');
COMMIT;
